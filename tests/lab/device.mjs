// Types a device's code at the lab's OpenID provider, and signs in or refuses.
//
//   node device.mjs <verification URI> <user code> [<e-mail address>]

import { Visitor } from './visitor.mjs';

const [verificationUri, userCode, login] = process.argv.slice(2);

const visitor = new Visitor();
const confirm = await visitor.submit(await visitor.follow(verificationUri), { user_code: userCode });
const at = await visitor.submit(confirm, login ? { confirm: 'yes' } : { abort: 'yes' });
if (login) {
  const done = await visitor.signIn(at, login);
  if (!done.page.includes('Sign-in Success')) throw new Error(done.page);
}
