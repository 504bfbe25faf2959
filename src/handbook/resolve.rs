use std::collections::{BTreeSet, HashMap, HashSet};

use super::links::{Destination, LinkProblem};
use super::{Claim, Edge, Handbook, Target, rules};
use crate::diagnostic::{Diagnostic, closest};
use crate::model::field::Visitor;
use crate::model::kinds::Step;
use crate::model::{Data, Entry, EntryId, KeyRef, Kind, Relation, ReqRef, Slug, Text, Where, anchor_prefix};
use crate::parse::markdown::{self, LinkForm};
use crate::source::{Span, Spanned};
use crate::standards::{Checklist, Standard};

/// Suggestions compare a name with every key, so a handbook of nothing but mistakes gets them for the first ones.
const MAX_SUGGESTIONS: usize = 200;

/// Places that are shown beside the first one that refers to an entry nobody wrote.
const MAX_FURTHER_PLACES: usize = 3;

/// What linking finds.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) edges: Vec<Edge>,
    pub(super) claims: Vec<Claim>,
    pub(super) attachments: BTreeSet<String>,
}

/// Follows every reference of every entry.
pub(super) fn resolve(book: &Handbook, out: &mut Vec<Diagnostic>) -> Resolved {
    let mut resolver = Resolver {
        book,
        out,
        resolved: Resolved::default(),
        n_suggestions: 0,
        entry: None,
        scope: Vec::new(),
        embeds: HashMap::new(),
        unknown: HashMap::new(),
    };
    for entry in &book.entries {
        resolver.entry(entry);
    }
    resolver.circles();
    resolver.config();
    resolver.acknowledgements();
    resolver.count_further_places();
    resolver.resolved
}

struct Resolver<'a> {
    book: &'a Handbook,
    out: &'a mut Vec<Diagnostic>,
    resolved: Resolved,
    n_suggestions: usize,
    entry: Option<&'a Entry>,
    /// Anchors of the parts that the walk is inside of, innermost last.
    scope: Vec<String>,
    /// Sections shown in other entries: from whom, and what.
    embeds: HashMap<EntryId, Vec<(EntryId, Option<String>, Span)>>,
    /// Names that nothing has: the number of the diagnostic that says so, and of further places. An entry that was
    /// deleted is one mistake, however many refer to it.
    unknown: HashMap<String, (usize, usize)>,
}

impl<'a> Resolver<'a> {
    fn report(&mut self, diagnostic: Diagnostic) {
        let key = self.entry.map(|entry| entry.key.to_string());
        self.out.push(match key {
            Some(key) => diagnostic.key(key),
            None => diagnostic,
        });
    }

    /// Reports a name that nothing has, once; further places become notes of the first one.
    fn report_unknown(&mut self, name: &str, span: Span, diagnostic: impl FnOnce(&mut Self) -> Diagnostic) {
        if let Some((number, n_further)) = self.unknown.get_mut(name) {
            *n_further += 1;
            if *n_further <= MAX_FURTHER_PLACES {
                let first = &mut self.out[*number];
                first.notes.push(crate::diagnostic::Note { span, message: "and here".into() });
            }
            return;
        }
        let diagnostic = diagnostic(self);
        self.unknown.insert(name.to_owned(), (self.out.len(), 0));
        self.report(diagnostic);
    }

    /// Says how many places refer to a name that nothing has, where not all are shown.
    fn count_further_places(&mut self) {
        #[expect(clippy::iter_over_hash_type, reason = "each diagnostic is changed by itself, in any order")]
        for (number, n_further) in self.unknown.values() {
            if *n_further > MAX_FURTHER_PLACES {
                let first = &mut self.out[*number];
                first.message = format!("{}, and {} places refer to it", first.message, n_further + 1);
            }
        }
    }

    fn may_suggest(&mut self) -> bool {
        self.n_suggestions += 1;
        self.n_suggestions <= MAX_SUGGESTIONS
    }

    fn entry(&mut self, entry: &'a Entry) {
        self.entry = Some(entry);
        entry.walk(self);
        self.body(entry);
        self.points(entry);
        match &entry.data {
            Some(Data::Process(process)) => self.steps(&process.steps),
            Some(Data::Procedure(procedure)) => self.steps(&procedure.steps),
            Some(Data::Service(service)) => {
                if let Some(contact) = service.support.as_ref().and_then(|it| it.contact.as_ref()) {
                    self.contact(contact);
                }
            }
            Some(Data::Role(role)) => {
                if let Some(contact) = &role.contact {
                    self.contact(contact);
                }
            }
            Some(Data::Record(record)) => {
                if let Some(place) = &record.place {
                    self.checksum(place, record.sha256.as_ref());
                }
            }
            Some(Data::Review(review)) => {
                let own: Vec<&Checklist> = self.checklists().filter(|it| it.is_of(entry.kind, &entry.fields)).collect();
                for input in &review.inputs {
                    let point = ReqRef { standard: None, id: input.point.value.clone(), span: input.point.span };
                    self.point(&point, &own);
                }
            }
            _ => {}
        }
        self.entry = None;
    }

    fn body(&mut self, entry: &'a Entry) {
        let Some(body) = &entry.body else { return };
        for heading in &body.headings {
            self.scope.push(heading.id.clone());
            for reference in &heading.satisfies {
                self.claim("satisfies", reference, false);
            }
            self.scope.pop();
        }
        for link in &body.links {
            let anchor = link.heading.map(|index| body.headings[index].id.clone());
            self.link(entry, link.form, &link.target, link.span, anchor);
        }
    }

    /// Follows a link in prose.
    fn link(&mut self, entry: &'a Entry, form: LinkForm, target: &str, span: Span, from_anchor: Option<String>) {
        match self.book.follow(entry, form, target) {
            Ok(Destination::Entry(to, to_anchor)) => {
                let relation = if form == LinkForm::Embed { Relation::SHOWS } else { Relation::MENTIONS };
                if form == LinkForm::Embed {
                    self.embeds.entry(entry.id).or_default().push((to, to_anchor.clone(), span));
                }
                if to != entry.id {
                    let to = Target::Entry(to);
                    self.resolved.edges.push(Edge { from: entry.id, from_anchor, relation, to, to_anchor, span });
                }
            }
            Ok(Destination::Place(place)) => {
                let (relation, to) = (Relation::MENTIONS, Target::Place(place));
                self.resolved.edges.push(Edge { from: entry.id, from_anchor, relation, to, to_anchor: None, span });
            }
            Ok(Destination::Attachment(path)) => {
                self.resolved.attachments.insert(path);
            }
            Ok(Destination::Outside(_)) => {}
            Err(problem) => self.link_problem(problem, span),
        }
    }

    fn link_problem(&mut self, problem: LinkProblem, span: Span) {
        match problem {
            LinkProblem::UnknownName(name) => {
                self.report_unknown(&name, span, |this| {
                    let message = format!("nothing is called `{name}`");
                    this.suggest_key(Diagnostic::new(&rules::UNKNOWN_REFERENCE, span, message), &name, &[])
                });
            }
            LinkProblem::UnknownAnchor(entry, anchor) => self.unknown_anchor(entry, &anchor, span),
            LinkProblem::UnknownRequirement(reference) => self.unknown_requirement(&ReqRef { span, ..reference }),
            LinkProblem::NoFile(path) => {
                let message = format!("there is no file `{path}`");
                let diagnostic = Diagnostic::new(&rules::BROKEN_LINK, span, message);
                let diagnostic = if self.may_suggest() {
                    let sources = &self.book.sources;
                    let files = sources.files.iter().map(|file| file.path.as_str());
                    match closest(&path, files.chain(sources.attachments.keys().map(String::as_str))) {
                        Some(near) => diagnostic.help(format!(
                            "did you mean `{near}`? paths are relative to the file that the link stands in"
                        )),
                        None => diagnostic.help("paths are relative to the file that the link stands in"),
                    }
                } else {
                    diagnostic
                };
                self.report(diagnostic);
            }
            LinkProblem::OutOfContent(target) => {
                let message = format!("`{target}` leads out of the content folder");
                let help = "write a path relative to this file, or an address that begins with `https:`";
                self.report(Diagnostic::new(&rules::BROKEN_LINK, span, message).help(help));
            }
            LinkProblem::Ambiguous(path) => {
                let message = format!("`{path}` holds several entries, so the link does not say which one");
                self.report(
                    Diagnostic::new(&rules::BROKEN_LINK, span, message)
                        .help("write `[[KEY]]` with the key of the entry"),
                );
            }
            LinkProblem::Unsafe(target) => {
                let scheme = target.split(':').next().unwrap_or_default().to_owned();
                let message = format!("a link cannot begin with `{scheme}:`");
                self.report(
                    Diagnostic::new(&rules::BROKEN_LINK, span, message)
                        .help("`https:`, `http:`, `mailto:` and `tel:` can be followed"),
                );
            }
        }
    }

    fn suggest_key(&mut self, diagnostic: Diagnostic, name: &str, kinds: &[Kind]) -> Diagnostic {
        if !self.may_suggest() {
            return diagnostic;
        }
        match self.book.keys.closest(name, kinds, &self.book.entries) {
            Some(near) if near.title == near.key.as_str() => diagnostic.help(format!("did you mean `{}`?", near.key)),
            Some(near) => diagnostic.help(format!("did you mean `{}` ({})?", near.key, near.title)),
            // It may be one that is still to be written.
            None if crate::model::Key::new(name).is_ok() => {
                let kind = if let [kind] = kinds { kind.word() } else { "KIND" };
                diagnostic.help(format!("begin it with `clausebook new {kind} {name}`, or take the reference out"))
            }
            None => diagnostic,
        }
    }

    fn unknown_anchor(&mut self, entry: EntryId, anchor: &str, span: Span) {
        let target = self.book.entry(entry);
        // Where the fields of its kind cannot be read it has no parts at all, and that is reported there.
        if target.is_broken() {
            return;
        }
        let message = format!("`{}` has no part `#{anchor}`", target.key);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_ANCHOR, span, message);
        self.report(match self.book.keys.closest_anchor(entry, anchor) {
            Some(near) => diagnostic.help(format!("did you mean `{}#{near}`?", target.key)),
            None => diagnostic,
        });
    }

    fn unknown_requirement(&mut self, reference: &ReqRef) {
        let standards = &self.book.standards;
        // Where the list of standards itself cannot be read, or names one that does not exist, that is reported once,
        // and not again for each claim that depends on it.
        let Some(config) = &self.book.config else { return };
        let listed = match &reference.standard {
            Some(name) => config.standards.iter().find(|it| it.value == *name),
            None => config.standards.first(),
        };
        if listed.is_some_and(|it| standards.by_name(&it.value).is_none()) {
            return;
        }
        let Some(standard) = (match &reference.standard {
            Some(name) => standards.by_name(name),
            None => standards.first(),
        }) else {
            let written = reference.standard.clone().unwrap_or_default();
            let message = match &reference.standard {
                Some(name) => format!("no standard has the id `{name}`"),
                None => format!("`{}` needs a standard, and the handbook lists none", reference.id),
            };
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_REQUIREMENT, reference.span, message);
            let names: Vec<_> = standards.iter().map(crate::standards::Standard::name).collect();
            let near = closest(&written, names).map(|near| format!("did you mean `{near}:{}`?", reference.id));
            let help = near.unwrap_or_else(|| "add one to `standards:` in `handbook.yaml`".into());
            self.report(diagnostic.help(help));
            return;
        };
        let is_known = standards.find_in(standard.id, &reference.id).is_some();
        if is_known && !standard.is_listed {
            let message = format!("`{}` belongs to a standard that this handbook does not list", reference.text());
            let help = format!("add `{}` to `standards:` in `handbook.yaml`", standard.name());
            self.report(Diagnostic::new(&rules::UNKNOWN_REQUIREMENT, reference.span, message).help(help));
            return;
        }
        let message = format!("{} has no `{}`", standard.title(), reference.id);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_REQUIREMENT, reference.span, message)
            .label("no such clause or requirement");
        let has_it =
            |other: &&Standard| other.id != standard.id && standards.find_in(other.id, &reference.id).is_some();
        let other_edition =
            standards.iter().filter(has_it).find(|other| family(other.name()) == family(standard.name()));
        let near = if self.may_suggest() { closest(&reference.id, standards.ids_of(standard.id)) } else { None };
        self.report(match (other_edition, near, standards.iter().find(has_it)) {
            (None, Some(near), _) => {
                let prefix = reference.standard.as_ref().map(|name| format!("{name}:")).unwrap_or_default();
                diagnostic.help(format!("did you mean `{prefix}{near}`?"))
            }
            (Some(other), ..) | (None, None, Some(other)) => {
                diagnostic.help(format!("{} has it: `{}:{}`", other.title(), other.name(), reference.id))
            }
            (None, None, None) => diagnostic,
        });
    }

    /// Adds an edge to a clause or requirement, and the claim that it may be.
    fn claim(&mut self, field: &'static str, reference: &ReqRef, is_credit: bool) {
        let Some(entry) = self.entry else { return };
        let Some(place) = self.book.place(reference) else {
            self.unknown_requirement(reference);
            return;
        };
        let anchor = self.scope.last().cloned();
        let (from, span) = (entry.id, reference.span);
        let relation = Relation::of_field(field);
        self.resolved.edges.push(Edge {
            from,
            from_anchor: anchor.clone(),
            relation,
            to: Target::Place(place),
            to_anchor: None,
            span,
        });
        if is_credit || field == "satisfies" {
            self.resolved.claims.push(Claim { entry: from, anchor, place, is_credit, span });
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        let names: HashSet<&str> = steps.iter().map(|step| step.key.text.as_str()).collect();
        for next in steps.iter().flat_map(|step| &step.next) {
            let to = next.to.value.as_str();
            if to == "end" || names.contains(to) {
                continue;
            }
            let message = format!("no step is called `{to}`");
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_STEP, next.to.span, message);
            self.report(match closest(to, names.iter().copied().chain(["end"])) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("use the key of a step of this entry, or `end`"),
            });
        }
    }

    fn contact(&mut self, key: &Spanned<String>) {
        let contacts = self.book.contacts();
        if self.book.config.is_none() || contacts.iter().any(|it| it.key.text == key.value) {
            return;
        }
        let message = format!("no contact is called `{}`", key.value);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_REFERENCE, key.span, message);
        self.report(match closest(&key.value, contacts.iter().map(|it| it.key.text.as_str())) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("contacts are listed in `handbook.yaml`"),
        });
    }

    fn checksum(&mut self, place: &Where, written: Option<&crate::model::Line>) {
        let Some(file) = self.book.sources.attachments.get(&place.text).filter(|_| !place.is_address) else { return };
        match written {
            Some(line) if line.text.eq_ignore_ascii_case(&file.sha256) => {}
            Some(line) => {
                let message = format!("`{}` is not the file that was cited: its SHA-256 differs", place.text);
                let help = format!("restore the file, or cite the present one in a new record: {}", file.sha256);
                self.report(
                    Diagnostic::new(&rules::WRONG_CHECKSUM, line.span, message).note(place.span, "the file").help(help),
                );
            }
            None => {
                let message = format!("`{}` is cited without its SHA-256", place.text);
                self.report(
                    Diagnostic::new(&rules::WRONG_CHECKSUM, place.span, message)
                        .help(format!("add `sha256: {}`", file.sha256)),
                );
            }
        }
    }

    /// Points of an entry and of its headings.
    fn points(&mut self, entry: &'a Entry) {
        let written = entry.common.iter().flat_map(|common| &common.points);
        let headings = entry.body.iter().flat_map(|body| &body.headings).flat_map(|heading| &heading.points);
        let mut points = written.chain(headings).peekable();
        if points.peek().is_none() {
            return;
        }
        let own: Vec<&Checklist> = self.checklists().filter(|it| it.is_of(entry.kind, &entry.fields)).collect();
        for point in points {
            self.point(point, &own);
        }
    }

    /// The checklists of all standards.
    fn checklists(&self) -> impl Iterator<Item = &'a Checklist> + use<'a> {
        let files = self.book.standards.iter().filter_map(|it| it.file.checklists.as_ref());
        files.flat_map(|it| &it.items)
    }

    fn point(&mut self, point: &ReqRef, own: &[&Checklist]) {
        let (list, name) = match point.id.split_once('/') {
            Some((list, name)) => (Some(list), name),
            None => (None, point.id.as_str()),
        };
        let found: Vec<&Checklist> = match list {
            Some(list) => self.checklists().filter(|it| it.id.value == list).collect(),
            None => own.to_vec(),
        };
        if found.iter().flat_map(|it| &it.points).any(|it| it.id.value == name) {
            return;
        }
        let names: Vec<&str> = found.iter().flat_map(|it| &it.points).map(|it| it.id.value.as_str()).collect();
        let message = format!("no checklist of this entry has the point `{}`", point.id);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_POINT, point.span, message);
        self.report(match closest(name, names.iter().copied()) {
            Some(near) => {
                let list = list.map(|list| format!("{list}/")).unwrap_or_default();
                diagnostic.help(format!("did you mean `{list}{near}`?"))
            }
            None if names.is_empty() => diagnostic.help("name the checklist too: `plan-content/services`"),
            None => diagnostic.help(format!("the points are {}", crate::model::field::quoted_list(&names))),
        });
    }

    /// Reports sections that show themselves, directly or by way of others. A section shows what stands in it; to
    /// keep it simple, an entry that shows a part of another one counts as showing everything that one shows.
    fn circles(&mut self) {
        let mut reported = HashSet::new();
        let starts: BTreeSet<_> = self.embeds.keys().copied().collect();
        for start in starts {
            for (first, anchor, span) in self.embeds[&start].clone() {
                let mut rest = vec![first];
                let mut seen = HashSet::new();
                while let Some(entry) = rest.pop() {
                    if entry == start && reported.insert(span) {
                        let name = self.book.entry(first).key.to_string();
                        let shown = anchor.as_ref().map_or(name.clone(), |anchor| format!("{name}#{anchor}"));
                        let message = format!("`{shown}` would show itself");
                        let key = self.book.entry(start).key.to_string();
                        let help = "link to the section instead: `[[…]]` without `!`";
                        self.out.push(Diagnostic::new(&rules::BROKEN_LINK, span, message).key(key).help(help));
                    }
                    if entry != start && seen.insert(entry) {
                        rest.extend(self.embeds.get(&entry).into_iter().flatten().map(|(to, ..)| *to));
                    }
                }
            }
        }
    }

    /// References in `handbook.yaml`.
    fn config(&mut self) {
        let Some(config) = &self.book.config else { return };
        if let Some(logo) = &config.logo {
            self.place("logo", logo);
        }
        for approvers in &config.approvers {
            for role in &approvers.by {
                self.key("by", role);
            }
        }
        for needs in &config.needs {
            if self.book.place(&needs.requirement).is_none() {
                self.unknown_requirement(&needs.requirement);
            }
        }
        for item in &config.applicability {
            match self.book.place(&item.requirement) {
                None => self.unknown_requirement(&item.requirement),
                Some(place) if !item.applies.value => {
                    if !self.book.may_be_left_out(place) {
                        let standard = self.book.standards.standard_of(place).title();
                        let message = format!("{standard} does not allow `{}` to be left out", item.requirement.id);
                        let help =
                            "a service may be left out of the scope, a requirement may not: remove this and meet it";
                        self.report(
                            Diagnostic::new(&rules::FORBIDDEN_EXCLUSION, item.requirement.span, message).help(help),
                        );
                    } else if item.because.is_none() {
                        let message = format!("`{}` is left out without a reason", item.requirement.text());
                        self.report(
                            Diagnostic::new(&rules::FORBIDDEN_EXCLUSION, item.requirement.span, message)
                                .help("add `because:`"),
                        );
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn acknowledgements(&mut self) {
        for line in &self.book.acknowledgements {
            for (reference, kinds) in [(&line.role, &[Kind::Role][..]), (&line.document, &[][..])] {
                if self.book.keys.find(&reference.key).is_none() {
                    self.report_unknown(reference.key.as_str(), reference.span, |this| {
                        let wanted = if kinds.is_empty() { "document" } else { "role" };
                        let message = format!("no {wanted} is called `{}`", reference.key);
                        let diagnostic = Diagnostic::new(&rules::UNKNOWN_REFERENCE, reference.span, message);
                        this.suggest_key(diagnostic, reference.key.as_str(), kinds)
                    });
                }
            }
        }
    }
}

/// The id of a standard without the year of its edition: `iso27001` for `iso27001-2022`.
fn family(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((family, year)) if year.len() == 4 && year.bytes().all(|c| c.is_ascii_digit()) => family,
        _ => name,
    }
}

impl Visitor for Resolver<'_> {
    fn enter(&mut self, field: &'static str, slug: &Slug) {
        self.scope.push(format!("{}-{}", anchor_prefix(field), slug.text));
    }

    fn leave(&mut self) {
        self.scope.pop();
    }

    fn key(&mut self, field: &'static str, reference: &KeyRef) {
        if field == "aliases" {
            return;
        }
        let kinds = Handbook::kinds_of_field(field);
        let wanted = match kinds {
            [kind] | [kind, Kind::Supplier] => kind.name(),
            _ => "entry",
        };
        let Some(to) = self.book.keys.find(&reference.key) else {
            self.report_unknown(reference.key.as_str(), reference.span, |this| {
                let message = format!("no {wanted} is called `{}`", reference.key);
                let mut diagnostic = Diagnostic::new(&rules::UNKNOWN_REFERENCE, reference.span, message);
                if let ("owner", Some(entry), true) = (field, this.entry, this.scope.is_empty()) {
                    diagnostic = diagnostic.label(format!("the {} needs an owner that exists", entry.kind.name()));
                }
                this.suggest_key(diagnostic, reference.key.as_str(), kinds)
            });
            return;
        };
        let target = self.book.entry(to);
        if !kinds.is_empty() && !kinds.contains(&target.kind) {
            let message =
                format!("`{}` is {}, and a {wanted} is expected here", reference.key, target.kind.with_article());
            self.report(
                Diagnostic::new(&rules::UNKNOWN_REFERENCE, reference.span, message)
                    .note(target.key_span, "declared here"),
            );
            return;
        }
        if let Some(anchor) = &reference.anchor
            && !self.book.keys.has_anchor(to, anchor)
        {
            self.unknown_anchor(to, anchor, reference.span);
        }
        let Some(entry) = self.entry else { return };
        if to != entry.id || reference.anchor.is_some() {
            self.resolved.edges.push(Edge {
                from: entry.id,
                from_anchor: self.scope.last().cloned(),
                relation: Relation::of_field(field),
                to: Target::Entry(to),
                to_anchor: reference.anchor.clone(),
                span: reference.span,
            });
        }
    }

    fn requirement(&mut self, field: &'static str, reference: &ReqRef) {
        match field {
            "points" => {}
            "accept" => self.claim(field, reference, true),
            _ => self.claim(field, reference, false),
        }
    }

    fn text(&mut self, _: &'static str, text: &Text) {
        if !text.text.contains("[[") && !text.text.contains("](") {
            return;
        }
        let Some(entry) = self.entry else { return };
        for link in markdown::outline(&text.text).links {
            let span = text.part(link.range.start, link.range.end);
            let anchor = self.scope.last().cloned();
            self.link(entry, link.form, &link.target, span, anchor);
        }
    }

    fn place(&mut self, field: &'static str, place: &Where) {
        if place.is_address {
            return;
        }
        let sources = &self.book.sources;
        if sources.attachments.contains_key(&place.text) {
            self.resolved.attachments.insert(place.text.clone());
            return;
        }
        let message = format!("there is no file `{}` below the content folder", place.text);
        let diagnostic = Diagnostic::new(&rules::MISSING_FILE, place.span, message);
        let near = closest(&place.text, sources.attachments.keys().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("put the file there, or correct `{field}`; an address begins with `https:`"),
        };
        self.report(diagnostic.help(help));
    }
}
