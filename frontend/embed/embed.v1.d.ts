/**
 * Types of `<mailbox-check>` and of the messages that it stands for. Version 1; see docs/embedding.md.
 */

/** The steps of a check, over one of the protocols. */
export type Step =
  | "dns"
  | "tcp"
  | "tls"
  | "greeting"
  | "starttls"
  | "capability"
  | "auth"
  | "examine"
  | "stat"
  | "list"
  | "fetch"
  | "send"
  | "rset"
  | "logout";

export type Protocol = "imap" | "pop" | "smtp";

/** `ready`: the form is there. */
export interface ReadyDetail {
  build: string;
}

/** `signin`: the window was opened, somebody signed in, no token was given, the window was closed (or the check goes on as a page of its own). */
export interface SigninDetail {
  state: "window" | "signed-in" | "failed" | "closed";
}

/** `step`: a step began or ended. Attempt 0 is the first check, those after it are second looks. */
export interface StepDetail {
  attempt: number;
  protocol: Protocol;
  step: Step;
  outcome: "started" | "passed" | "failed" | "not-reached";
  /** Its length in milliseconds, once it has one. */
  ms?: number;
}

/** A cause by its stable code; `/causes/<code>` of the check's page tells more. */
export interface CauseDetail {
  code: string;
  confidence: "certain" | "likely" | "possible";
  over: Protocol[];
}

/** `result`: a check ended, or a sign-in that failed named its cause. The most likely cause comes first. */
export interface ResultDetail {
  verdict: "passed" | "failed";
  causes: CauseDetail[];
  /** What was asked and seen: the file that the person can download as well. No token is in it. */
  report: Report;
}

/** The report. Its parts may grow; `format` tells which version it is. */
export interface Report {
  format: number;
  [part: string]: unknown;
}

/** `error`: something stands in the way that is not the mailbox. */
export interface ErrorDetail {
  /** `not-ready`, `popup-blocked`, `sandboxed`, `no-report`, or the code of what the page shows. */
  code: string;
  /** One sentence for a person, in English. */
  message: string;
}

/** `resize`: the content has another height. The element follows by itself and passes this one to nobody. */
export interface ResizeDetail {
  /** In CSS pixels. */
  height: number;
}

/** The events of the element. */
export interface MailboxCheckEvents {
  ready: CustomEvent<ReadyDetail>;
  signin: CustomEvent<SigninDetail>;
  step: CustomEvent<StepDetail>;
  result: CustomEvent<ResultDetail>;
  error: CustomEvent<ErrorDetail>;
}

/** The names that fill in the form: attributes of the element, and fields of `start`. */
export interface Question {
  provider?: string;
  cloud?: "global" | "gcc-high" | "dod" | "china";
  mailbox?: string;
  account?: string;
  "mailbox-kind"?: "own" | "shared" | "other-user" | "alias" | "unknown";
  /** Separated by commas: `imap,smtp`. */
  protocols?: string;
  "client-id"?: string;
  tenant?: string;
  preset?: "jira";
}

/** How the frame looks. Colours as `#rrggbb`; the radius in CSS pixels, up to 24; the font as a list of names. */
export interface Look {
  scheme?: "light" | "dark" | "auto";
  density?: "normal" | "compact";
  accent?: string;
  background?: string;
  text?: string;
  font?: string;
  radius?: string;
}

/** What an element rejects with. `code` is `no-report`, `no-answer` or `removed`. */
export interface NoReport extends Error {
  code: string;
}

export declare class MailboxCheck extends HTMLElement {
  /** Fills in the form and goes to it. It never signs in: that is for the person. */
  start(fields?: Question): void;
  /** Ends the check that runs. */
  cancel(): void;
  /** Takes over the element's `--greencheck-…` properties and its attributes, and these fields on top. */
  setTheme(fields?: Look): void;
  /** The last result; rejects with {@link NoReport}. */
  getReport(): Promise<ResultDetail>;
  addEventListener<K extends keyof MailboxCheckEvents>(
    type: K,
    listener: (this: MailboxCheck, event: MailboxCheckEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends Exclude<keyof HTMLElementEventMap, keyof MailboxCheckEvents>>(
    type: K,
    listener: (this: MailboxCheck, event: HTMLElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** From the portal to the frame, for a plain `<iframe>`: `postMessage` to exactly the origin of the check. */
export type Inbound =
  | { greencheck: 1; command: "hello" | "cancel" | "get-report" }
  | { greencheck: 1; command: "start"; detail?: Question }
  | { greencheck: 1; command: "set-theme"; detail?: Look };

/** From the frame to the portal. Look at `event.origin` and `event.source` before anything else. */
export type Outbound =
  | { greencheck: 1; event: "ready"; detail: ReadyDetail }
  | { greencheck: 1; event: "signin"; detail: SigninDetail }
  | { greencheck: 1; event: "step"; detail: StepDetail }
  | { greencheck: 1; event: "result"; detail: ResultDetail }
  | { greencheck: 1; event: "error"; detail: ErrorDetail }
  | { greencheck: 1; event: "resize"; detail: ResizeDetail };

declare global {
  interface HTMLElementTagNameMap {
    "mailbox-check": MailboxCheck;
  }
}
