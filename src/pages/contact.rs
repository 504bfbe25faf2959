//! Who to call: the contacts of `handbook.yaml` in large numbers.

use super::block::{Call, Contact as Shown, Inline, Inlines};
use super::{View, measure};
use crate::model::kinds::Contact;

/// Contacts as the call block; `None` where there are none.
pub fn call<'c>(view: &View<'_>, contacts: impl IntoIterator<Item = &'c Contact>) -> Option<Call> {
    let shown: Vec<Shown> = contacts.into_iter().map(|it| show(view, it)).collect();
    (!shown.is_empty()).then(|| Call::new(view.t("call_label"), shown))
}

fn show(view: &View<'_>, contact: &Contact) -> Shown {
    let when = view.line(contact.what_for.as_ref());
    let when = if when.is_empty() { Inlines::from(&contact.who.text) } else { when };
    let mut others = Vec::new();
    let shown = match (&contact.phone, &contact.mail, &contact.url) {
        (Some(phone), mail, url) => {
            others.extend(mail.as_ref().map(|it| Inline::link(format!("mailto:{}", it.text), &*it.text)));
            others.extend(url.as_ref().map(|it| view.place(it)));
            Shown::phone(when, &phone.text)
        }
        (None, Some(mail), url) => {
            others.extend(url.as_ref().map(|it| view.place(it)));
            Shown::link(when, format!("mailto:{}", mail.text), &mail.text)
        }
        (None, None, Some(url)) => {
            Shown::link(when, &*url.text, url.text.trim_start_matches("https://").trim_end_matches('/'))
        }
        (None, None, None) => Shown::link(when, "", &*contact.who.text),
    };
    let hours = contact.hours.as_ref().map(|it| measure::hours(view, &it.value));
    let who = match hours {
        Some(hours) => format!("{}, {hours}", contact.who.text),
        None => contact.who.text.clone(),
    };
    let mut lines = vec![Inlines::from(who)];
    lines.extend(others.into_iter().map(Inlines::from));
    shown.note(Inline::lines(lines))
}

/// One contact in a line: who, number, hours.
pub fn line(view: &View<'_>, contact: &Contact) -> Inlines {
    let mut parts = vec![Inline::text(&*contact.who.text)];
    if let Some(phone) = &contact.phone {
        let dialled: String = phone.text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        parts.push(Inline::link(format!("tel:{dialled}"), &*phone.text));
    }
    if let Some(mail) = &contact.mail {
        parts.push(Inline::link(format!("mailto:{}", mail.text), &*mail.text));
    }
    parts.extend(contact.url.as_ref().map(|it| view.place(it)));
    parts.extend(contact.hours.as_ref().map(|it| Inline::muted(measure::hours(view, &it.value))));
    Inlines::joined(", ", parts)
}
