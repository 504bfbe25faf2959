use crate::model::Kind;
use crate::model::Kind::{
    Activity, Agreement, Audit, Awareness, Competence, Customer, Finding, Improvement, Issue, Objective, Page, Party,
    Plan, Policy, Procedure, Process, Record, Review, Risk, Role, Scope, Service, Supplier,
};

/// A stretch of the work: some clauses of ISO/IEC 20000-1 in the order in which one builds on the other.
pub(super) struct Stage {
    pub(super) title: &'static str,
    /// Why now, and how one knows that it is done.
    pub(super) why: &'static str,
    pub(super) tasks: &'static [Task],
}

/// One clause with requirements of its own: where its documents and its records go, and how to begin.
pub(super) struct Task {
    pub(super) clause: &'static str,
    pub(super) documents: &'static [Kind],
    pub(super) records: Kind,
    pub(super) begin: &'static str,
}

const fn task(clause: &'static str, documents: &'static [Kind], records: Kind, begin: &'static str) -> Task {
    Task { clause, documents, records, begin }
}

/// The whole standard in an order of work.
pub(super) const STAGES: &[Stage] = &[
    Stage {
        title: "Scope, policy and roles",
        why: "Everything else hangs on what is covered, what top management stands for, and who answers for what. \
              Sit down with them once; it takes a morning. Done when scope and policy are approved and every role has a holder.",
        tasks: &[
            task(
                "4.1",
                &[Issue],
                Record,
                "One entry an issue. One of them answers the climate question, with the reason, whatever the answer is.",
            ),
            task("4.2", &[Party], Record, "One entry a party, with what it needs and what meets that need."),
            task(
                "4.3",
                &[Scope],
                Record,
                "A draft stands in `scope.md`. Services and organisation in one sentence first, the limits after that.",
            ),
            task(
                "5.1",
                &[Policy, Role],
                Record,
                "Nothing to invent: cite what top management decided, funded and looked at. Auditors ask them in person.",
            ),
            task(
                "5.2.1",
                &[Policy],
                Record,
                "A draft stands in `policies/`. Few commitments, each of them one that you can measure.",
            ),
            task("5.2.2", &[Policy], Record, "Publish this handbook, and note when and how people were told."),
            task(
                "5.3",
                &[Role],
                Record,
                "One entry a role, with a holder. Say who sees to conformity and who reports to top management.",
            ),
        ],
    },
    Stage {
        title: "Risks, objectives and the plan",
        why: "The plan ties the system together; risks and objectives say what it is to achieve. Done when the plan is approved \
              and each objective has a measure, a target and somebody who answers for it.",
        tasks: &[
            task(
                "6.1.1",
                &[Risk],
                Record,
                "Go through your issues and parties, and ask of each what may go wrong, and what may go well.",
            ),
            task(
                "6.1.2",
                &[Risk],
                Record,
                "Set `risk_scale` in `handbook.yaml`: it says up to where a risk is accepted.",
            ),
            task(
                "6.1.3",
                &[Risk],
                Record,
                "Above the limit each risk has an action with an owner, a date and a later look at whether it worked.",
            ),
            task("6.2.1", &[Objective], Record, "Three to five are enough; each serves a commitment of the policy."),
            task("6.2.2", &[Objective], Record, "Who does what by when, with what, and how the result is judged."),
            task(
                "6.3",
                &[Plan],
                Record,
                "One plan with a section for each point; where something is kept elsewhere, the section links to it.",
            ),
            task(
                "4.4",
                &[Plan],
                Improvement,
                "List your processes and how they hand over to each other; the rest follows from working with them.",
            ),
        ],
    },
    Stage {
        title: "People, documents and knowledge",
        why: "From here on several people write. Agree how documents are made and approved, and who has to learn what. Done when \
              everybody can say what the policy means for their own work.",
        tasks: &[
            task(
                "7.1",
                &[Plan],
                Record,
                "People, technology, information, money: what is needed, and that it was given.",
            ),
            task(
                "7.2",
                &[Competence],
                Competence,
                "One entry a training or qualification, with the roles that need it; `shown` counts who has it.",
            ),
            task(
                "7.3",
                &[Awareness],
                Record,
                "One page a role: what to remember, three usual situations, what happens otherwise. The reading is recorded.",
            ),
            task("7.4", &[Plan], Record, "A communication plan: what, when, with whom, how and by whom, a line each."),
            task(
                "7.5.1",
                &[Page],
                Record,
                "This handbook is the list of documents; say so on a page, and what you add to what the standard asks for.",
            ),
            task(
                "7.5.2",
                &[Process, Procedure],
                Record,
                "How a document gets its key, its owner, its version and its approval.",
            ),
            task(
                "7.5.3.1",
                &[Page, Procedure],
                Record,
                "Where people find it, also when the network is down, and who may change it.",
            ),
            task(
                "7.5.3.2",
                &[Procedure, Page],
                Record,
                "Who sees what, how changes are kept, how long records stay, how they go; also documents from outside.",
            ),
            task("7.5.4", &[Page], Record, "The core set, each with a link to where it stands."),
            task("7.6", &[Process], Record, "Which know-how must not be lost, where it is kept and who renews it."),
        ],
    },
    Stage {
        title: "Services, customers and suppliers",
        why: "What you deliver, to whom, with whose help, and for how much. Most of it exists somewhere: bring it here. Done when \
              each live service has requirements, an agreement and an owner, and each supplier an accountable role of yours.",
        tasks: &[
            task("8.1", &[Process], Record, "Each process gets a measure with a target; its figures are the proof."),
            task(
                "8.2.1",
                &[Process],
                Record,
                "How daily delivery is coordinated, and the minutes or schedules that show it.",
            ),
            task(
                "8.2.2",
                &[Service],
                Record,
                "One entry a service. What customers require of it, how critical it is and why, what it depends on.",
            ),
            task(
                "8.2.3.1",
                &[Supplier],
                Record,
                "Everybody who provides or runs a part, outside and inside; never all of the services, components or processes.",
            ),
            task(
                "8.2.3.2",
                &[Supplier],
                Record,
                "`controls` on each supplier: how you see what they do, by its result or by how it is done.",
            ),
            task(
                "8.2.4",
                &[Service],
                Record,
                "The catalogue is made from your services; say which customers see which of them.",
            ),
            task("8.2.5", &[Process], Record, "Which assets serve the services, and who looks after them."),
            task(
                "8.2.6",
                &[Process],
                Record,
                "Which items, of which types, with which details; then the register, and the look at whether it is right.",
            ),
            task(
                "8.3.2",
                &[Customer],
                Record,
                "One entry a customer: who looks after them, reviews, satisfaction, complaints.",
            ),
            task(
                "8.3.3",
                &[Agreement],
                Record,
                "An agreement a customer, with targets, workload limits and exceptions; then the figures each month.",
            ),
            task(
                "8.3.4.1",
                &[Agreement, Supplier],
                Record,
                "A contract a supplier, with what is supplied, targets, and who decides what on both sides.",
            ),
            task("8.3.4.2", &[Agreement], Record, "The same for teams inside the house, and for customers who supply."),
            task("8.4.1", &[Process, Plan], Record, "A budget a service, and each month what it cost."),
            task("8.4.2", &[Process], Record, "How much is asked for now, and how much to expect."),
            task(
                "8.4.3",
                &[Plan],
                Record,
                "What is needed of people, technology, information and money, and from which load on more is needed.",
            ),
        ],
    },
    Stage {
        title: "Daily work",
        why: "Incidents, requests, problems, changes and releases are what customers feel and what auditors sample. Write down \
              what you do today, then mend it. Done when each process has run for three months and left records.",
        tasks: &[
            task(
                "8.6.1",
                &[Process],
                Record,
                "Four to eight steps; priorities and major incidents in sections of their own.",
            ),
            task(
                "8.6.2",
                &[Process],
                Record,
                "Like incidents, with the requests that you know in advance and how each is done.",
            ),
            task(
                "8.6.3",
                &[Process],
                Record,
                "Look for what comes back, and for known errors; a meeting a month makes a beginning.",
            ),
            task(
                "8.5.1.1",
                &[Policy],
                Record,
                "A change policy: what is under control, categories, emergency among them, what makes a change a major one.",
            ),
            task(
                "8.5.1.2",
                &[Process],
                Record,
                "Each change is logged and sorted; large ones take the way of design and transition.",
            ),
            task(
                "8.5.1.3",
                &[Process],
                Record,
                "Who decides on what grounds, how it is tested, how one goes back, who looks at it afterwards.",
            ),
            task("8.5.2.1", &[Process], Record, "Say how a new service is planned; the proof comes with the next one."),
            task("8.5.2.2", &[Process], Record, "What a design has to hold; the proof comes with the next one."),
            task(
                "8.5.2.3",
                &[Process],
                Record,
                "How it is built, tested and accepted, and what was reached in the end.",
            ),
            task("8.5.3", &[Process], Record, "Types of releases, how each is planned, tested, put live, and checked."),
        ],
    },
    Stage {
        title: "Availability, continuity and security",
        why: "What must not happen, and what you do if it does. Done when the continuity plan was tested and security risks have \
              controls that somebody looks at.",
        tasks: &[
            task(
                "8.7.1",
                &[Service],
                Record,
                "Targets a service, figures each month, and a look at the risks once a year.",
            ),
            task(
                "8.7.2",
                &[Plan],
                Record,
                "A continuity plan with who invokes it, what is done, and the way back. Test it, and write down what came out.",
            ),
            task(
                "8.7.3.1",
                &[Policy],
                Record,
                "A security policy, approved by who has the right to, and known to those it concerns.",
            ),
            task(
                "8.7.3.2",
                &[Process],
                Record,
                "Risks, the controls chosen for them, why, and whether they work; with suppliers too.",
            ),
            task(
                "8.7.3.3",
                &[Procedure, Process],
                Record,
                "How a security incident is handled, and what is learned from it.",
            ),
        ],
    },
    Stage {
        title: "Measure, audit and review",
        why: "Three months of figures, an internal audit of every clause, a management review: in this order, and before the \
              certification body comes. Done when the review has decided and its decisions have owners.",
        tasks: &[
            task(
                "9.1",
                &[Plan, Process],
                Record,
                "What is measured, how, when, and by whom it is judged. Agree your planned intervals in `calendar/`.",
            ),
            task("9.4", &[Plan], Record, "A list of reports: what each is for, and who reads it; then the reports."),
            task(
                "9.2.1",
                &[Activity],
                Audit,
                "Plan the audit in `calendar/`, and enter it in `audits/`, now as planned and later as done.",
            ),
            task("9.2.2", &[Plan], Audit, "An audit programme. Nobody audits what they answer for."),
            task(
                "9.3",
                &[Activity],
                Review,
                "Every point of the list, in one sitting or in several, with who took part and what was decided.",
            ),
        ],
    },
    Stage {
        title: "Put right and improve",
        why: "Findings are no shame: a system without any looks unlived. Done when each has a cause, an action, and a look at \
              whether it stayed away.",
        tasks: &[
            task(
                "10.1.1",
                &[Process],
                Finding,
                "Say how nonconformities are handled; the first audit brings the first ones.",
            ),
            task("10.1.2", &[Process], Finding, "What was wrong, what was done, and whether that worked."),
            task(
                "10.2",
                &[Process],
                Improvement,
                "One entry an idea; say by which criteria you choose, and measure what it brought.",
            ),
        ],
    },
];
