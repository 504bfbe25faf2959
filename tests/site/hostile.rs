//! Text that means to be more than text stays text.

use crate::built::{Built, build, handbook, none, run};
use crate::page_shape::policy_mistakes;

const EVIL: &str = r#""><script>alert(1)</script><img src=x onerror=alert(1)>'{{ 7*7 }}{% raw %}</title>&lt;"#;

#[test]
fn markup_in_any_field_is_inert() {
    let quoted = EVIL.replace('\'', "''");
    let config = format!("title: '{quoted}'\norganisation: '{quoted}'\nstandards: [iso20000-1]\n");
    let process = format!(
        "---\nkey: PRC-EVIL\ntitle: '{quoted}'\nsummary: '{quoted}'\nowner: ROL-EVIL\nversion: '{quoted}'\npurpose: '{quoted}'\ntags: [evil]\n\
         rules: ['{quoted}']\nsteps:\n  - {{key: one, do: '{quoted}', how: '{quoted}', by: ROL-EVIL, next: [{{to: end, when: '{quoted}'}}]}}\n\
         measures: [{{key: m, what: '{quoted}', target: at least 90 %, source: '{quoted}'}}]\n---\n\n## {EVIL} {{#one}}\n\n{EVIL}\n\n\
         [a](javascript:alert(1)) [b](data:text/html,x) ![c](https://evil.example/x.png) <a href=\"javascript:alert(1)\">d</a>\n\n[[ROL-EVIL|{EVIL}]]\n\n\
         | a |\n|---|\n| {EVIL} |\n\n```\"><script>\n{EVIL}\n```\n"
    );
    let role = format!(
        "---\nkey: ROL-EVIL\ntitle: '{quoted}'\nresponsibilities: ['{quoted}']\nheld_by: ['{quoted}']\n---\n{EVIL}\n"
    );
    let term = format!("- {{key: TRM-EVIL, title: '{quoted}', abbreviation: '{quoted}', meaning: '{quoted}'}}\n");
    let book = handbook(&[
        ("handbook.yaml", &config),
        ("processes/evil.md", &process),
        ("roles/evil.md", &role),
        ("glossary/evil.yaml", &term),
    ]);
    let out = book.path().join("site");
    let output = build(&book.path().join("content"), &out).output().expect("the program can be started");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let site = Built::read(&out);
    none("things got through", policy_mistakes(&site));
    let mut wrong = Vec::new();
    for (name, page) in &site.pages {
        let scripts = page
            .all("script")
            .filter(|it| it.attribute("src").is_none_or(|src| !src.contains("assets/") && !src.contains("site")));
        wrong.extend(scripts.map(|it| format!("{name}: {:?}", it.attributes)));
        let images =
            page.all("img").filter(|it| it.attribute("src").is_some_and(|src| src == "x" || src.contains("evil")));
        wrong.extend(images.map(|it| format!("{name}: {:?}", it.attributes)));
        if page.text.contains("'49") {
            wrong.push(format!("{name}: text was taken for a template"));
        }
        if page.all("title").count() > 1 + page.all("svg").count() {
            wrong.push(format!("{name}: a second title"));
        }
    }
    none("things got through", wrong);
}

/// A handbook with nothing but its configuration has every page that does not need content.
#[test]
fn an_empty_handbook_builds() {
    let book = handbook(&[("handbook.yaml", "title: A\norganisation: B\nstandards: [iso20000-1]\n")]);
    let out = book.path().join("site");
    run(&mut build(&book.path().join("content"), &out), 0);
    let site = Built::read(&out);
    for page in ["", "audit/", "standards/iso20000-1/8.6.1/", "matrices/", "documents/", "about/"] {
        assert!(site.pages.contains_key(&format!("{page}index.html")), "{page}");
    }
    none("things are wrong", policy_mistakes(&site));
}
