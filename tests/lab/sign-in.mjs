// Signs in at the lab's OpenID provider as a browser would (code, PKCE S256, login form, consent form) and prints the
// token response as one line of JSON. An application with a secret asks for offline access as well.
//
//   node sign-in.mjs <issuer> <redirect URI> <e-mail address> <client id> [<client secret>]

import { createHash, randomBytes } from 'node:crypto';

import { Visitor } from './visitor.mjs';

const [issuer, redirectUri, login, clientId, secret] = process.argv.slice(2);

const verifier = randomBytes(32).toString('base64url');
const authorize = new URL('/auth', issuer);
authorize.search = new URLSearchParams({
  client_id: clientId,
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: secret ? 'openid email mail offline_access' : 'openid email mail',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'lab',
  nonce: 'once',
  prompt: secret ? 'login consent' : 'login',
});

const visitor = new Visitor();
const back = await visitor.signIn(await visitor.follow(authorize), login, redirectUri);

const answer = await fetch(new URL('/token', issuer), {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    ...(secret && { client_secret: secret }),
    redirect_uri: redirectUri,
    code: back.url.searchParams.get('code') ?? '',
    code_verifier: verifier,
  }),
});
const body = await answer.json();
if (!body.access_token) throw new Error(JSON.stringify(body));
console.log(JSON.stringify(body));
