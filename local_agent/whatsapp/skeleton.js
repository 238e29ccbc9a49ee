/* The page's structure, one line an element: roles, test ids and icons, but no text, names or values. */
() => {
  const PRIVATE = "[role=listitem],[role=row],[data-id],header [dir],[contenteditable]";
  const lines = [];
  const walk = (node, depth) => {
    const marks = ["role", "data-testid", "data-icon", "data-tab"]
      .map((name) => [name, node.getAttribute(name)])
      .filter(([, value]) => value);
    const label = node.closest(PRIVATE) ? null : node.getAttribute("aria-label");
    if (label) marks.push(["aria-label", label.slice(0, 40)]);
    if (marks.length || node.id) {
      const told = marks.map(([name, value]) => `${name}=${value}`).join(" ");
      lines.push(`${" ".repeat(Math.min(depth, 40))}${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ""} ${told}`.trimEnd());
    }
    for (const child of node.children) walk(child, depth + 1);
  };
  walk(document.body, 0);
  return lines.slice(0, 4000);
}
