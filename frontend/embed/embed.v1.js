// <mailbox-check>: puts the mailbox check of the page that this file came from into a page of yours.
// What it takes and tells stands in docs/embedding.md. No dependency, no global, nothing stored.

const ORIGIN = new URL(import.meta.url).origin;

const QUESTION = ['provider', 'cloud', 'mailbox', 'account', 'mailbox-kind', 'protocols', 'client-id', 'tenant',
  'preset', 'readonly'];
const LOOK = ['theme', 'density'];
const PROPERTIES = ['accent', 'background', 'text', 'font', 'radius'];

// How long the frame may take until it says that it is ready, and how often it is asked.
const PATIENCE = 15000;
const PAUSE = 500;

// A portal's policy may forbid style elements; this is none.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(':host { display: block } iframe { display: block; width: 100%; border: 0; color-scheme: normal }');

class MailboxCheck extends HTMLElement {
  static observedAttributes = [...QUESTION, ...LOOK, 'height'];

  #root = this.attachShadow({ mode: 'closed' });
  #frame = null;
  #ready = false;
  // While a check runs the frame does not shrink. Nor is it loaded anew, nor while its window is open: that would lose it.
  #busy = false;
  #window = false;
  #stale = false;
  #queued = false;
  #wanted = [];
  #hello = 0;
  #heard = (message) => this.#hear(message);

  connectedCallback() {
    this.#root.adoptedStyleSheets = [SHEET];
    addEventListener('message', this.#heard);
    this.#load();
  }

  disconnectedCallback() {
    removeEventListener('message', this.#heard);
    clearInterval(this.#hello);
    this.#root.replaceChildren();
    this.#frame = null;
    this.#settle(new Error('The element was removed.'), 'removed');
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#frame || before === after) return;
    if (LOOK.includes(name)) return this.setTheme();
    if (name === 'height') return this.#size();
    this.#stale = true;
    this.#reloadSoon();
  }

  // Fills in the form and goes to it. To begin is for the person.
  start(fields = {}) {
    this.#say('start', fields);
  }

  cancel() {
    this.#say('cancel');
  }

  // Takes over `--greencheck-…` of this element's style, its attributes, and these fields.
  setTheme(fields = {}) {
    this.#say('set-theme', { ...this.#look(), ...fields });
  }

  // Promises the last result.
  getReport() {
    return new Promise((resolve, reject) => {
      const silent = Object.assign(new Error('The mailbox check does not answer.'), { code: 'no-answer' });
      const late = setTimeout(() => reject(silent), 5000);
      this.#wanted.push({ resolve, reject, late });
      this.#say('get-report');
    });
  }

  #load() {
    this.#ready = this.#stale = this.#busy = this.#window = false;
    const frame = (this.#frame = document.createElement('iframe'));
    frame.title = this.title || 'Mailbox check';
    frame.allow = `clipboard-write ${ORIGIN}`;
    // Whoever runs the check can see which portal asked, and no more.
    frame.referrerPolicy = 'strict-origin';
    frame.src = `${ORIGIN}/embed#${this.#parameters()}`;
    this.#root.replaceChildren(frame);
    this.#size();
    clearInterval(this.#hello);
    const until = Date.now() + PATIENCE;
    this.#hello = setInterval(() => {
      this.#say('hello');
      if (Date.now() < until) return;
      clearInterval(this.#hello);
      this.#missing();
    }, PAUSE);
  }

  #parameters() {
    const parameters = new URLSearchParams();
    for (const name of [...QUESTION, ...LOOK]) {
      if (this.hasAttribute(name)) parameters.set(name, this.getAttribute(name));
    }
    for (const [name, value] of Object.entries(this.#properties())) parameters.set(name, value);
    return parameters;
  }

  #properties() {
    const style = getComputedStyle(this);
    const set = PROPERTIES.map((name) => [name, style.getPropertyValue(`--greencheck-${name}`).trim()]);
    return Object.fromEntries(set.filter(([, value]) => value));
  }

  #look() {
    const scheme = this.getAttribute('theme') ?? 'auto';
    const density = this.getAttribute('density') ?? 'normal';
    return { ...this.#properties(), scheme, density };
  }

  // A fixed height, or what is reserved until the content says its own.
  #size(height) {
    const fixed = parseInt(this.getAttribute('height'), 10);
    const style = this.#frame.style;
    if (fixed > 0) {
      style.height = `${fixed}px`;
    } else if (!height) {
      style.height = getComputedStyle(this).getPropertyValue('--greencheck-min-height').trim() || '640px';
    } else if (!this.#busy || height > parseFloat(style.height)) {
      style.height = `${height}px`;
    }
  }

  #reloadSoon() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.#frame && this.#stale && !this.#busy && !this.#window) this.#load();
    });
  }

  #say(command, detail = {}) {
    const text = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)]));
    this.#frame?.contentWindow?.postMessage({ greencheck: 1, command, detail: text }, ORIGIN);
  }

  #hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== ORIGIN || data?.greencheck !== 1) return;
    const { event, detail } = data;
    if (event === 'resize') {
      if (Number.isInteger(detail.height)) this.#size(Math.min(Math.max(detail.height, 200), 20000));
      return;
    }
    if (event === 'ready') {
      clearInterval(this.#hello);
      this.#root.querySelector('p')?.remove();
      if (this.#ready) return;
      this.#ready = true;
      // What changed while the frame was loading went unheard.
      this.setTheme();
    } else if (event === 'signin') {
      this.#window = detail.state !== 'closed';
      this.#busy = detail.state !== 'closed' && detail.state !== 'failed';
    } else if (event === 'result') {
      this.#busy = false;
      this.#settle(detail);
    } else if (event === 'error') {
      this.#busy = false;
      if (detail.code === 'no-report') this.#settle(new Error(detail.message), detail.code);
    } else if (event === 'step') {
      this.#busy = true;
    } else {
      return;
    }
    if (this.#stale) this.#reloadSoon();
    this.#tell(event, detail);
  }

  #settle(answer, code) {
    for (const { resolve, reject, late } of this.#wanted.splice(0)) {
      clearTimeout(late);
      code ? reject(Object.assign(answer, { code })) : resolve(answer);
    }
  }

  #missing() {
    const link = document.createElement('a');
    link.href = `${ORIGIN}/#${this.#parameters()}`;
    link.target = '_blank';
    link.rel = 'noopener';
    link.textContent = 'Open it in a tab of its own';
    const sentence = document.createElement('p');
    sentence.append('The mailbox check did not open here. ', link, '.');
    this.#root.append(sentence);
    const message = 'The mailbox check did not open in this page.';
    this.#tell('error', { code: 'not-ready', message });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get('mailbox-check')) customElements.define('mailbox-check', MailboxCheck);

export { MailboxCheck };
