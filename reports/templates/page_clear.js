/* Taking all answers away, after asking. A page gives `dialog` and `startOver`. */
function clearButton() {
  return button("clear", askToClear, { className: "quiet clear" });
}

function askToClear() {
  const close = () => dialog.close();
  const clear = () => {
    dialog.close();
    startOver();
  };
  dialog.setAttribute("aria-labelledby", "clear-title");
  dialog.replaceChildren(
    element("h2", { id: "clear-title" }, say("clear_title")),
    element("p", {}, say("clear_text")),
    element(
      "div",
      { className: "actions" },
      button("clear_no", close, { className: "primary" }),
      button("clear_yes", clear, { className: "quiet", id: "clear-yes" }),
    ),
  );
  dialog.showModal();
}
