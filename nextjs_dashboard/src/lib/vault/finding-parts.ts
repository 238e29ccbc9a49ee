/** The two parts of a finding's note: what happened, and what to do about it. Pure. */
const PARTS = { problem: "## What happened", remedy: "## What to do" };
const MOST = 600;

export function findingParts(body: string): { problem: string; remedy: string } {
  return { problem: below(body, PARTS.problem), remedy: below(body, PARTS.remedy) };
}

function below(body: string, heading: string): string {
  const lines = body.replaceAll("\r\n", "\n").split("\n");
  const start = lines.indexOf(heading);
  if (start < 0) return "";
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("## "));
  const text = rest.slice(0, end < 0 ? rest.length : end).join("\n").trim();
  return [...text].slice(0, MOST).join("");
}
