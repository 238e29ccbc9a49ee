/* Runs inside the page and only reads: the look of the page, the rows in view, the open chat. */
({ task, selectors }) => {
  const first = (root, name) => {
    for (const candidate of selectors[name]) {
      const found = root.matches?.(candidate) ? root : root.querySelector(candidate);
      if (found) return found;
    }
    return null;
  };
  const all = (root, name) => {
    for (const candidate of selectors[name]) {
      const found = [...root.querySelectorAll(candidate)];
      if (found.length) return found;
    }
    return [];
  };
  const visible = (node) => Boolean(node && node.getClientRects().length);
  const text = (node) => {
    if (!node) return "";
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.tagName === "IMG") return node.alt || "";
    if (node.tagName === "BR") return "\n";
    return [...node.childNodes].map(text).join("");
  };

  const state = () => {
    const shown = (name) => visible(first(document, name));
    return Object.fromEntries(
      ["page.login", "page.loading", "page.taken", "page.offline", "list.chat_list", "chat.header"].map((name) => [name, shown(name)]),
    );
  };

  const qr = () => ({ ref: first(document, "page.login")?.closest("[data-ref]")?.dataset.ref ?? null });

  const badge = (row) => {
    const found = first(row, "list.row_unread");
    if (!found) return null;
    const digits = /\d+/.exec(found.getAttribute("aria-label") || found.textContent);
    return digits ? Number(digits[0]) : 0;
  };
  const bare = (row) => {
    const mark = first(row, "list.row_unread");
    const walk = (node) => (node === mark ? "" : node.childNodes.length ? [...node.childNodes].map(walk).join("") : text(node));
    return walk(row);
  };
  /** Rows in view, top first; `twin` counts rows above that look the same in everything. */
  const listed = (list) => {
    const seen = {};
    const found = all(list, "list.row").map((node) => ({ node, top: node.getBoundingClientRect().top }));
    found.sort((one, other) => one.top - other.top);
    return found.map(({ node }) => {
      const row = { title: text(first(node, "list.row_title")).trim(), unread: badge(node), look: bare(node) };
      const key = JSON.stringify(row);
      seen[key] = (seen[key] ?? -1) + 1;
      return { node, row: { ...row, twin: seen[key] } };
    });
  };
  const rows = () => {
    const list = first(document, "list.chat_list");
    if (!list) return { missing: "list.chat_list" };
    const found = listed(list).map(({ row }) => row);
    if (found.length && found.every((row) => !row.title)) return { missing: "list.row_title" };
    return { rows: found, ...place(scroller(list)) };
  };
  /** Where a row stands in the order of the document, for a click on it. */
  const rowPlace = () => {
    const list = first(document, "list.chat_list");
    const wanted = JSON.stringify(task.row);
    const found = list && listed(list).find(({ row }) => JSON.stringify(row) === wanted);
    if (!found) return { index: null };
    const selector = selectors["list.row"].find((candidate) => list.querySelector(candidate));
    return { selector, index: [...list.querySelectorAll(selector)].indexOf(found.node) };
  };
  const place = (pane) => ({ top: pane.scrollTop, end: pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2, step: pane.clientHeight });
  const scroller = (node) => {
    for (let known = node; known; known = known.parentElement) {
      if (known.scrollHeight > known.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(known).overflowY)) return known;
    }
    return document.scrollingElement;
  };

  const mediaOf = (node) => Object.keys(selectors).find((name) => name.startsWith("media.") && first(node, name))?.slice(6) ?? null;
  const ack = (node) => (first(node, "chat.message_pending") ? "pending" : first(node, "chat.message_sent") ? "sent" : "none");
  const message = (node) => ({
    key: node.dataset.id,
    own: Boolean(first(node, "chat.message_own")),
    text: text(first(node, "chat.message_text")),
    stamp: first(node, "chat.message_stamp")?.dataset.prePlainText ?? "",
    media: mediaOf(node),
    deleted: Boolean(first(node, "chat.message_deleted")),
    ack: ack(node),
  });
  const chat = () => {
    const header = first(document, "chat.header");
    if (!header) return { missing: "chat.header" };
    const title = text(first(document, "chat.header_title")).trim();
    if (!title) return { missing: "chat.header_title" };
    const nodes = all(document, "chat.message").filter((node) => node.dataset.id);
    const pane = nodes.length ? scroller(nodes[0]) : null;
    return { title, group: Boolean(first(document, "chat.header_group")), messages: nodes.map(message), atTop: !pane || pane.scrollTop === 0 };
  };

  const typed = () => {
    const box = first(document, "chat.compose");
    if (!box) return { missing: "chat.compose" };
    const blocks = [...box.children].every((child) => /^(P|DIV)$/.test(child.tagName)) && box.children.length > 0;
    return { text: blocks ? [...box.children].map(text).join("\n") : text(box) };
  };

  const scrollList = (top) => {
    const list = first(document, "list.chat_list");
    if (list) scroller(list).scrollTop = top;
  };
  const scrollHistory = () => {
    const nodes = all(document, "chat.message");
    if (nodes.length) scroller(nodes[0]).scrollTop = 0;
    return nodes.length;
  };

  const tasks = { typed, state, qr, rows, rowPlace, chat, scrollList: () => scrollList(task.top), scrollHistory };
  return tasks[task.name]() ?? null;
}
