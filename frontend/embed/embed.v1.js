// A placeholder: the element that portals put into their pages.
customElements.define("mailbox-check", class extends HTMLElement {});
