// clausebook: enhancements only; every page says all it has to say without this file.
(() => {
  const d = document, root = d.documentElement;
  const $ = (s, c = d) => c.querySelector(s), $$ = (s, c = d) => [...c.querySelectorAll(s)];
  const on = (target, type, run) => target.addEventListener(type, run);
  const make = (name, props, ...children) => { const e = Object.assign(d.createElement(name), props); e.append(...children); return e; };
  const narrow = matchMedia("(max-width: 44rem)");
  root.classList.add("js");
  // Loaded in <head> and not deferred, so that the theme is set before the first paint.
  let saved = null;
  try { saved = localStorage.getItem("clausebook-theme"); } catch {}
  if (saved === "light" || saved === "dark") root.dataset.theme = saved;

  const toast = (text) => {
    let t = $(".toast");
    if (!t) { t = make("p", { className: "toast" }); t.setAttribute("role", "status"); d.body.append(t); }
    t.textContent = text; t.hidden = false;
    clearTimeout(toast.timer); toast.timer = setTimeout(() => (t.hidden = true), 2200);
  };

  // A browser opens no folder on file: so links to folders get the name of the page in them.
  const files = () => location.protocol === "file:" && $$("a[href]").forEach((a) => {
    if (a.protocol === "file:" && a.pathname.endsWith("/")) a.pathname += "index.html";
  });

  const theme = () => {
    const b = $("[data-theme-toggle]"); if (!b) return;
    const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const show = () => b.setAttribute("aria-label", dark() ? b.dataset.light : b.dataset.dark);
    on(b, "click", () => {
      root.dataset.theme = dark() ? "light" : "dark"; show();
      try { localStorage.setItem("clausebook-theme", root.dataset.theme); } catch {}
    });
    show();
  };

  const drawer = () => {
    const b = $(".menu"), side = $("#cb-side"); if (!b || !side) return;
    const isOpen = () => root.classList.contains("nav-open");
    const set = (open) => {
      root.classList.toggle("nav-open", open); b.setAttribute("aria-expanded", open);
      $$("main, .rail, .foot").forEach((e) => (e.inert = open));
      if (open) $("a, summary", side)?.focus();
    };
    b.setAttribute("role", "button"); b.setAttribute("aria-expanded", "false"); b.setAttribute("aria-controls", "cb-side");
    on(b, "click", (e) => { e.preventDefault(); set(!isOpen()); });
    on(b, "keydown", (e) => { if (e.key === " ") { e.preventDefault(); b.click(); } });
    on(d, "keydown", (e) => { if (e.key === "Escape" && isOpen()) { set(false); b.focus(); } });
    on(d, "click", (e) => { if (isOpen() && !e.target.closest("#cb-side, .menu")) set(false); });
    on(matchMedia("(min-width: 62.01rem)"), "change", () => isOpen() && set(false));
  };

  const bodies = (table) => [...table.tBodies].filter((b) => !b.matches(".sorted"));
  const rowsOf = (table) => $$("tbody tr:not(.grp)", table);
  const put = (form) => {
    const url = new URL(location), names = new Set([...form.elements].map((e) => e.name).filter(Boolean));
    names.forEach((n) => url.searchParams.delete(n));
    for (const [n, v] of new FormData(form)) if (v) url.searchParams.append(n, v);
    try { history.replaceState(history.state, "", url); } catch {}
  };

  // A name of a group without rows says nothing.
  const heads = (table) => bodies(table).forEach((body) => { const g = $("tr.grp", body); if (g) g.hidden = !$("tr:not(.grp):not([hidden])", body); });

  // form[data-filter=id] shows the rows of that table whose data-<control> holds one of the chosen values.
  const filters = () => $$("form[data-filter]").forEach((f) => {
    const table = d.getElementById(f.dataset.filter), out = $("output", f), all = out.textContent;
    if (!table) return;
    const rows = rowsOf(table), b = f.previousElementSibling, also = f.dataset.also && d.getElementById(f.dataset.also);
    const apply = () => {
      const data = new FormData(f), text = (data.get("q") || "").toLowerCase().trim();
      const sets = [...new Set(data.keys())].filter((k) => k !== "q").map((k) => [k, data.getAll(k).filter(Boolean)]).filter(([, v]) => v.length);
      let n = 0;
      const fits = (r) => sets.every(([k, v]) => (r.dataset[k] || "").split(" ").some((w) => v.includes(w)) || v.includes(r.dataset[k])) && (!text || r.textContent.toLowerCase().includes(text));
      rows.forEach((r) => { r.hidden = !fits(r); if (!r.hidden) n++; });
      if (also) { rowsOf(also).forEach((r) => (r.hidden = !fits(r))); heads(also); }
      const part = n < rows.length;
      table.classList.toggle("filtered", part); b.classList.toggle("on", part);
      heads(table);
      out.textContent = part ? f.dataset.some.replace("{n}", n).replace("{all}", rows.length) : all;
    };
    // Other parts of the same table are other pages: links to them take the filter along.
    const base = f.dataset.carry && new URL(f.dataset.carry, location);
    const carry = () => base && $$("main a[href]").forEach((a) => {
      if (a.origin === base.origin && a.pathname.startsWith(base.pathname.replace(/index\.html$/, "")) && !a.hash) a.search = location.search;
    });
    const change = () => { apply(); put(f); carry(); };
    on(b, "click", () => b.setAttribute("aria-expanded", f.classList.toggle("open")));
    on(f, "input", change); on(table, "restored", apply);
    on(f, "reset", () => setTimeout(change));
    on(f, "submit", (e) => { e.preventDefault(); change(); });
    for (const [k, v] of new URLSearchParams(location.search)) $$(`[name="${CSS.escape(k)}"]`, f).forEach((e) => { if (e.type === "checkbox") e.checked ||= e.value === v; else e.value = v; });
    apply(); carry();
  });

  // A click sorts up, the next one down, the third restores the order and the groups of the page.
  const sorters = () => $$("table[data-sort]").forEach((table) => {
    const heads = $$("thead th", table), home = bodies(table).map((b) => [b, [...b.rows]]);
    heads.forEach((th, i) => {
      if (th.hasAttribute("data-nosort")) return;
      const b = make("button", { className: "sort", type: "button" });
      b.setAttribute("aria-label", `${table.dataset.sort} ${th.textContent}`); th.append(b);
      on(b, "click", () => {
        const was = th.getAttribute("aria-sort"), now = !was ? "ascending" : was === "ascending" ? "descending" : "";
        heads.forEach((x) => x.removeAttribute("aria-sort"));
        $("tbody.sorted", table)?.remove();
        home.forEach(([body, rows]) => { body.append(...rows); body.hidden = !!now; });
        if (!now) return void table.dispatchEvent(new Event("restored"));
        th.setAttribute("aria-sort", now);
        const key = (r) => { const c = r.cells[i]; return c ? c.dataset.v ?? c.textContent.trim() : ""; };
        const order = new Intl.Collator(root.lang, { numeric: true }).compare, sign = now === "ascending" ? 1 : -1;
        const rows = rowsOf(table).map((r) => [key(r), r]).sort((a, z) => sign * order(a[0], z[0])).map((p) => p[1]);
        table.append(make("tbody", { className: "sorted" }, ...rows));
      });
    });
  });

  // Clauses of a matrix fold on a phone; with room, rows can be cut to one line.
  const folds = () => $$("table[data-fold]").forEach((table) => {
    bodies(table).forEach((body) => {
      const th = $("tr.grp th", body); if (!th) return;
      const b = make("button", { className: "fold", type: "button" });
      body.unfold = (open) => b.setAttribute("aria-expanded", body.classList.toggle("open", open));
      b.setAttribute("aria-label", `${table.dataset.fold}: ${th.firstChild.textContent}`); b.setAttribute("aria-expanded", "false"); th.append(b);
      on(b, "click", () => body.unfold());
    });
    const dense = $(`[data-dense="${CSS.escape(table.id)}"]`);
    if (dense) on(dense, "click", () => dense.setAttribute("aria-pressed", table.classList.toggle("dense")));
  });

  // What the address names is shown, also where it lies in something folded.
  const reveal = () => {
    let e = null;
    try { e = d.getElementById(decodeURIComponent(location.hash.slice(1))); } catch {}
    const body = e?.closest("tbody"); let moved = false;
    if (body?.unfold && !body.matches(".open")) { body.unfold(true); moved = narrow.matches; }
    for (let box = e?.closest("details:not([open])"); box; box = box.parentElement.closest("details:not([open])")) { box.open = true; moved = true; }
    if (moved) e.scrollIntoView({ behavior: "instant" });
  };

  // A region that scrolls can be reached by keyboard and has a name; tables that became cards stay tables.
  const regions = () => {
    $$("[data-label]").forEach((e) => {
      if (e.scrollWidth > e.clientWidth) { e.tabIndex = 0; e.setAttribute("role", "group"); e.setAttribute("aria-label", e.dataset.label); }
    });
    if (narrow.matches) $$("table.stack, table.mx").forEach((t) => {
      const role = (s, r) => $$(s, t).forEach((e) => e.setAttribute("role", r));
      t.setAttribute("role", "table"); role("thead, tbody", "rowgroup"); role("tr", "row"); role("td", "cell"); role("tbody th", "rowheader"); role("thead th", "columnheader");
    });
  };

  let shut = [];
  on(window, "beforeprint", () => { shut = $$("details:not([open])"); shut.forEach((e) => (e.open = true)); });
  on(window, "afterprint", () => { shut.forEach((e) => (e.open = false)); });

  on(d, "DOMContentLoaded", () => {
    const forward = $("a[data-forward]"); files();
    if (forward) { location.replace(forward.href); return; }
    theme(); drawer(); sorters(); filters(); folds(); regions(); reveal(); on(narrow, "change", regions); on(window, "hashchange", reveal);
    on(d, "click", async (e) => {
      const link = e.target.closest("[data-copy]"), print = e.target.closest("[data-print-btn]");
      if (link) { try { await navigator.clipboard.writeText(link.href); toast(d.body.dataset.copied); } catch {} }
      if (print) { root.dataset.print = print.dataset.printBtn; window.print(); delete root.dataset.print; }
    });
  });
})();
