// A portal's script in TypeScript: every event, every method, and the messages of a plain frame.

import type { Inbound, MailboxCheck, Outbound, ResultDetail } from "../../frontend/embed/embed.v1.js";

const check: MailboxCheck | null = document.querySelector("mailbox-check");

if (check) {
  check.addEventListener("ready", (event) => console.log(event.detail.build));
  check.addEventListener("signin", (event) => {
    const state: "window" | "signed-in" | "failed" | "closed" = event.detail.state;
    console.log(state);
  });
  check.addEventListener("step", ({ detail }) => console.log(detail.protocol, detail.step, detail.outcome, detail.ms ?? 0));
  check.addEventListener("result", ({ detail }) => ticket(detail));
  check.addEventListener("error", ({ detail }) => console.warn(detail.code, detail.message));
  // What every element has is there as well.
  check.addEventListener("focusin", (event) => console.log(event.relatedTarget));
  check.start({ mailbox: "support@contoso.com", "mailbox-kind": "shared", preset: "jira" });
  check.setTheme({ scheme: "dark", accent: "#0055aa" });
  check.cancel();
  check.getReport().then(ticket, (error: { code: string }) => console.warn(error.code));
}

function ticket(result: ResultDetail): void {
  const [first] = result.causes;
  console.log(result.verdict, first?.code, first?.confidence, result.report.format);
}

const frame = document.querySelector<HTMLIFrameElement>("iframe.check");
const origin = "https://check.example";
const hello: Inbound = { greencheck: 1, command: "hello" };
frame?.contentWindow?.postMessage(hello, origin);
addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame?.contentWindow) return;
  const message = event.data as Outbound;
  if (message.event === "resize" && frame) frame.style.height = `${message.detail.height}px`;
  if (message.event === "result") ticket(message.detail);
});
