"""Lighthouse on the pages that people open first, in the portal that `make run` has opened beside it: `make lighthouse`.

As on a middling telephone on a slow line, which is how Lighthouse measures. Exit status 1 where a page has less than 95 of 100 for
performance, accessibility or best practices.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PORTAL = os.environ.get("PORTAL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
LEAST = 95
KINDS = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
NOBODY = ""
# Who opens the page, what it is called here, and where it stands: an address, or the list whose first link of this kind it is.
PAGES = (
    (NOBODY, "登录", "/accounts/login/", ""),
    ("secretary", "待办", "/", ""),
    ("secretary", "填报季度报告", "/", 'main a[href^="/reports/"][href$="/edit/"]'),
    ("registrar", "季度报告列表", "/reports/", ""),
    ("registrar", "重大活动", "/events/", 'main td a[href^="/events/"]'),
)


def signed_in(browser: Browser, account: str, password: str) -> Page:
    """A page of somebody's, in a window of its own; of nobody's, as long as there is no account."""
    page = browser.new_context(locale="zh-CN").new_page()
    if account:
        page.goto(f"{PORTAL}/accounts/login/")
        page.get_by_label("用户名或电子邮箱").fill(account)
        page.get_by_label("密码").first.fill(password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", name="待办", exact=True).wait_for()
    return page


def cookies_of(page: Page) -> str:
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())


def scores(address: str, cookies: str, program: str, folder: Path) -> dict[str, object]:
    report = folder / "report.json"
    words = ["node", str(HERE / "node_modules/lighthouse/cli/index.js"), address, "--quiet", "--output=json"]
    words += [f"--output-path={report}", f"--only-categories={','.join(KINDS)}", f"--chrome-flags={FLAGS}"]
    if cookies:
        words.append("--extra-headers=" + json.dumps({"Cookie": cookies}))
    subprocess.run(words, check=True, env={**os.environ, "CHROME_PATH": program})
    return dict(json.loads(report.read_text(encoding="utf-8")))


def main() -> int:
    program = shutil.which("chromium")
    password = (ROOT / "var/demo_password").read_text(encoding="utf-8").strip()
    missed = 0
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for account, name, path, link in PAGES:
            page = signed_in(browser, account, password)
            address = f"{PORTAL}{path}"
            if link:
                page.goto(address)
                address = PORTAL + page.locator(link).first.get_attribute("href")
            report = scores(address, cookies_of(page), str(program), Path(folder))
            points = [round(100 * report["categories"][kind]["score"]) for kind in KINDS]
            missed += min(points) < LEAST
            print(name, address.removeprefix(PORTAL), *points)
            for audit in report["audits"].values():
                if (
                    audit.get("score") is not None
                    and audit["score"] < 0.9
                    and audit.get("scoreDisplayMode") != "informative"
                ):
                    said = [item.get("description", "")[:200] for item in audit.get("details", {}).get("items", [])]
                    print("   ", audit["id"], audit.get("displayValue", ""), *filter(None, said))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
