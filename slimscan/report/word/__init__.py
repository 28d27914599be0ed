"""A page as a Word file: the very HTML that becomes the PDF, in Word's own styles.

A page is read (`page.py`), its blocks become paragraphs (`blocks.py`) and tables (`tables.py`) of
runs (`runs.py`); what these refer to is noted (`manuscript.py`), and all is packed in one file
(`document.py`). The look is in `reports/templates/word`.
"""
