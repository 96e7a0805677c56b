/** A placeholder: the element that portals put into their pages. */
export declare class MailboxCheck extends HTMLElement {}
