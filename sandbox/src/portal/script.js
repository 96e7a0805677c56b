// The portal's own script: hands on what the address asks for, and shows what the check says.
//
// ?mailbox=…&provider=…  become attributes of the element, all that it knows;
// ?two                   shows two elements;
// ?plain                 shows a plain frame in the element's place, and ?sandbox=… is that frame's attribute.

const ATTRIBUTES = ['provider', 'cloud', 'mailbox', 'account', 'mailbox-kind', 'protocols', 'client-id', 'tenant',
  'preset', 'readonly', 'theme', 'density', 'height'];
const EVENTS = ['ready', 'signin', 'step', 'result', 'error'];

const asked = new URLSearchParams(location.search);
const place = document.querySelector('#check');
const events = document.querySelector('#events');

// A short text of an event. It comes from another site, so it is never more than text.
function short(name, detail) {
  switch (name) {
    case 'ready': return detail.build;
    case 'signin': return detail.state;
    case 'step': return [detail.protocol, detail.step, detail.outcome].join(' ');
    case 'result': return [detail.verdict, ...detail.causes.map((cause) => cause.code)].join(' ');
    default: return [detail.code, detail.message].join(': ');
  }
}

function show(from, name, detail) {
  const item = document.createElement('li');
  item.dataset.event = name;
  item.textContent = `${from}${name}: ${short(name, detail)}`;
  events.append(item);
}

function element(from) {
  const check = document.createElement('mailbox-check');
  for (const name of ATTRIBUTES) {
    if (asked.has(name)) check.setAttribute(name, asked.get(name));
  }
  for (const name of EVENTS) {
    check.addEventListener(name, ({ detail }) => show(from, name, detail));
  }
  return check;
}

function plain() {
  const origin = place.dataset.check;
  const given = new URLSearchParams();
  for (const name of ATTRIBUTES) {
    if (asked.has(name)) given.set(name, asked.get(name));
  }
  const frame = document.createElement('iframe');
  frame.title = 'Mailbox check';
  frame.allow = `clipboard-write ${origin}`;
  if (asked.has('sandbox')) frame.setAttribute('sandbox', asked.get('sandbox'));
  frame.src = `${origin}/embed#${given}`;
  addEventListener('message', (message) => {
    if (message.source !== frame.contentWindow || message.origin !== origin) return;
    const { event, detail } = message.data;
    if (EVENTS.includes(event)) show('', event, detail);
  });
  return frame;
}

if (asked.has('plain')) {
  place.replaceChildren(plain());
} else if (asked.has('two')) {
  place.replaceChildren(element('first: '), element('second: '));
} else {
  place.replaceChildren(element(''));
}
