"""A real browser for tests, without a window and without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from limits import PATIENCE
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = (390, 844)
DESKTOP = (1280, 900)


class Browser:
    """Debian's chromium, as far as the tests use it."""

    def __init__(self, driver: webdriver.Chrome, downloads: Path) -> None:
        self.driver = driver
        self.downloads = downloads

    def show(self, path: Path, size: tuple[int, int], dark: bool = False) -> None:
        """Open a file on a screen of this size, with nothing remembered."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.tell("Emulation.setDeviceMetricsOverride", **metrics, mobile=size == PHONE)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])
        self.driver.get(path.as_uri())
        self.driver.execute_script("localStorage.clear()")
        self.open(path)

    def open(self, path: Path) -> None:
        """Open a file anew, with what the browser remembers of it."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(path.as_uri())

    def tell(self, command: str, **values: object) -> None:
        self.driver.execute_cdp_cmd(command, values)

    def find(self, selector: str) -> WebElement:
        """The first element that fits and can be seen."""
        return WebDriverWait(self.driver, PATIENCE).until(lambda _: self._seen(selector))

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", selector)

    def _seen(self, selector: str) -> WebElement | None:
        """What fits now; a page that is being drawn anew is looked at again."""
        with suppress(StaleElementReferenceException):
            return next((one for one in self.all(selector) if one.is_displayed()), None)
        return None

    def click(self, selector: str) -> None:
        """Click what fits, scrolled to the middle as a finger would: bars cover the edges."""

        def clicked(_: object) -> bool:
            with suppress(StaleElementReferenceException):
                found = self.find(selector)
                self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
                found.click()
                return True
            return False

        WebDriverWait(self.driver, PATIENCE).until(clicked)

    def turn(self, selector: str) -> None:
        """Click what leads to another page, and wait until that page stands there."""
        heading = self.find("h1")
        self.click(selector)
        WebDriverWait(self.driver, PATIENCE).until(staleness_of(heading))

    def wait_for_focus(self, name: str) -> None:
        """Wait until the focus is on the field of this name; the page may be drawn meanwhile."""
        script = "return document.activeElement.name"
        WebDriverWait(self.driver, PATIENCE).until(
            lambda driver: driver.execute_script(script) == name
        )

    def press(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str, most: int = 60) -> WebElement:
        """Press Tab until the focus is on an element that fits."""
        for _ in range(most):
            self.press(Keys.TAB)
            focused = self.driver.switch_to.active_element
            if self.driver.execute_script(
                "return arguments[0].matches(arguments[1])", focused, selector
            ):
                return focused
        raise AssertionError(f"no amount of Tab leads to {selector}")

    def wait_for_download(self, before: set[Path]) -> Path:
        """The file that appeared since; its name is there before what is in it."""

        def arrived(_: object) -> Path | None:
            new = set(self.downloads.glob("*.json")) - before
            return next((path for path in new if path.stat().st_size), None)

        return WebDriverWait(self.driver, PATIENCE).until(arrived)

    def complaints(self) -> list[str]:
        """What the page wrote to the console."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> set[str]:
        """The kinds of address that the page asked for."""
        messages = [
            json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")
        ]
        addresses = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
        return {address.partition(":")[0] for address in addresses}


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """A browser with a profile and a downloads folder of its own."""
    downloads = folder / "downloads"
    downloads.mkdir()
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.binary_location = "/usr/bin/chromium"
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service("/usr/bin/chromedriver"))
    try:
        yield Browser(driver, downloads)
    finally:
        driver.quit()
