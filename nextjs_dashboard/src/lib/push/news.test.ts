import { isQuiet, newsOf, quietSpan, type Waiting } from "@/lib/push/news";

function draft(id: string, priority = "Medium"): Waiting {
  return { id, category: "Email", to: ["ali@acme.example"], to_name: "Ali Khan", priority };
}

test("the very first look rings for nothing that waits already", () => {
  expect(newsOf([draft("A"), draft("B")], null, false)).toEqual({ messages: [], told: ["A", "B"] });
});

test("a new draft rings once, with sender and urgency, and leads to itself", () => {
  const news = newsOf([draft("A"), draft("B", "High")], ["A"], false);
  expect(news.messages).toEqual([{ title: "Ali Khan", body: "Urgent: waits for your decision", tag: "B", url: "/approvals/email/B", urgent: true }]);
  expect(newsOf([draft("A"), draft("B", "High")], news.told, false).messages).toEqual([]);
});

test("many at once come as one message", () => {
  const { messages, told } = newsOf(["A", "B", "C", "D"].map((id) => draft(id)), [], false);
  expect(messages.map(({ title, tag }) => [title, tag])).toEqual([["4 new drafts", "several"]]);
  expect(told).toHaveLength(4);
});

test("in quiet hours only urgent ones ring, and the others when they are over", () => {
  const night = newsOf([draft("A"), draft("B", "High")], [], true);
  expect(night.messages.map((message) => message.tag)).toEqual(["B"]);
  expect(newsOf([draft("A"), draft("B", "High")], night.told, false).messages.map((message) => message.tag)).toEqual(["A"]);
});

test("a draft that went away and comes back, as after a snooze, rings again", () => {
  const { told } = newsOf([], ["A"], false);
  expect(newsOf([draft("A")], told, false).messages).toHaveLength(1);
});

test.each([
  ["22:00-07:00", "23:30", true],
  ["22:00-07:00", "06:59", true],
  ["22:00-07:00", "07:00", false],
  ["12:00-13:00", "12:30", true],
  ["12:00-13:00", "13:00", false],
])("%s at %s", (span, time, quiet) => {
  expect(isQuiet(quietSpan(span), new Date(`2026-11-21T${time}:00`))).toBe(quiet);
});

test.each(["", "22-7", "25:00-07:00", "22:00"])("“%s” is no span of time", (text) => expect(quietSpan(text)).toBeNull());
