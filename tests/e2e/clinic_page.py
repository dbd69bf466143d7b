"""The clinician's page in a real browser: every drug is there, it fits a phone, it can be read, and nothing of it runs."""
import html
import json
import pathlib
import re
import shutil
import subprocess

CASE = "src/engines/clinic/tests/cases/pgx_two_samples/two.vcf"

# The page lies in a frame of a page that may run scripts; its own policy forbids it any. What is measured is printed as JSON.
HARNESS = """<!doctype html><meta charset="utf-8"><body><iframe id="f" style="border:0;width:%dpx;height:900px" srcdoc="%s"></iframe><pre id="out"></pre>
<script>
const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                     return .2126 * r + .7152 * g + .0722 * b; };
const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!(c.startsWith("rgba") && c.endsWith(" 0)"))) return c; } return "rgb(255,255,255)"; };
document.getElementById("f").onload = event => {
  const page = event.target.contentDocument, view = event.target.contentWindow;
  const texts = [...page.body.querySelectorAll("*")].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  const contrast = texts.map(e => { const [a, b] = [light(view.getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x); return (a + .05) / (b + .05); });
  const levels = [...page.querySelectorAll("h1,h2,h3,h4,h5")].map(e => +e.tagName[1]);
  for (const e of page.querySelectorAll("details")) e.open = true;
  document.getElementById("out").textContent = "MEASURED" + JSON.stringify({
    drugs: page.querySelectorAll("article.drug").length, width: page.documentElement.scrollWidth, lang: page.documentElement.lang,
    scripts: page.scripts.length, skipped: levels.filter((l, i) => l > (i ? levels[i - 1] : 0) + 1).length, h1: levels.filter(l => l === 1).length,
    unscoped: [...page.querySelectorAll("th")].filter(e => !e.scope).length, contrast: Math.min(...contrast),
    lost: [...page.querySelectorAll('a[href^="#"]')].filter(e => !page.getElementById(e.hash.slice(1))).length }) + "END";
};
</script>"""


def measured(env, browser, page, width, *options):
    harness = env.folder / "harness.html"
    harness.write_text(HARNESS % (width, html.escape(page)))
    done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={env.folder / 'profile'}",
                           "--enable-logging=stderr", "--virtual-time-budget=5000", *options, "--dump-dom", harness.as_uri()],
                          capture_output=True, text=True, errors="replace", timeout=120)
    found = re.search(r"MEASURED(\{.*?\})END", done.stdout.split('<pre id="out">')[-1])
    assert found, done.stderr[-2000:]
    return json.loads(html.unescape(found[1])), re.findall(r"CONSOLE.*", done.stderr)


def check_page(env, page, drugs):
    browser = env.need(pathlib.Path(shutil.which("chromium") or "/nonexistent"), "no chromium")
    assert "<script" not in page and not re.search(r"\ssrc=", page)
    for width in (1000, 420):
        for options in ((), ("--blink-settings=preferredColorScheme=0",)):
            seen, messages = measured(env, browser, page, width, *options)
            assert not messages, messages
            assert seen["width"] <= width, seen
            assert seen["drugs"] == drugs and seen["lang"] == "en" and seen["scripts"] == 0 and seen["h1"] == 1, seen
            assert seen["skipped"] == 0 and seen["unscoped"] == 0 and seen["lost"] == 0 and seen["contrast"] >= 4.5, seen


def test_the_example_in_a_browser(env):
    """PharmCAT's published example with CPIC and DPWG."""
    folder = env.need(env.shared and env.shared / "data/clinic/report_example", "no ../shared: the published example is there")
    pack = env.project / "src/engines/clinic/data/dpwg.pgx"
    env.run("clinic", "pgx", folder / "pharmcat.example.vcf", "--outside", folder / "pharmcat.example.outsideCall.tsv", "--knowledge", pack,
            "--date", "2026-03-31", "--to", "html", "-o", "page.html")
    page = (env.folder / "page.html").read_text()
    assert "Abacavir is not recommended" in page and "2026-03-31" in page
    check_page(env, page, drugs=page.count('<article id="drug'))
    assert page.count('<article id="drug') > 90


def test_a_patient_of_whom_little_was_seen(env):
    page = env.run("clinic", "pgx", env.project / CASE, "--samples", "ann", "--absent-to-ref", "--research", "cyp2d6", "--to", "html").stdout
    assert "ASSUMED" in page and "STRUCTURAL VARIANTS NOT SEEN" in page
    check_page(env, page, drugs=page.count('<article id="drug'))
