// Signs in at the lab's OpenID provider as a browser would (code, PKCE S256, login form, consent form) and prints the
// access token.
//
//   node sign-in.mjs <issuer> <redirect URI> <e-mail address>

import { createHash, randomBytes } from 'node:crypto';

const [issuer, redirectUri, login] = process.argv.slice(2);
const cookies = new Map();

/** One request with the cookies so far; redirects are followed by hand so that each may set cookies. */
async function request(url, form) {
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form && new URLSearchParams(form),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    redirect: 'manual',
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    cookies.set(name, value);
  }
  return response;
}

/** Follows redirects up to a page, or up to the redirect URI, which is not fetched. */
async function follow(url, form) {
  let response = await request(url, form);
  while (response.headers.has('location')) {
    url = new URL(response.headers.get('location'), url);
    if (url.href.startsWith(redirectUri)) return { url };
    response = await request(url);
  }
  return { url, page: await response.text() };
}

const verifier = randomBytes(32).toString('base64url');
const authorize = new URL('/auth', issuer);
authorize.search = new URLSearchParams({
  client_id: 'greencheck',
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'openid email mail',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'lab',
  prompt: 'login',
});

let at = await follow(authorize);
for (const prompt of ['login', 'consent']) {
  const action = at.page?.match(/<form[^>]* action="([^"]+)"/)?.[1];
  if (!action) throw new Error(`no ${prompt} form at ${at.url}`);
  at = await follow(new URL(action, at.url), { prompt, login, password: 'any' });
}

const answer = await fetch(new URL('/token', issuer), {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'greencheck',
    redirect_uri: redirectUri,
    code: at.url.searchParams.get('code') ?? '',
    code_verifier: verifier,
  }),
});
const body = await answer.json();
if (!body.access_token) throw new Error(JSON.stringify(body));
console.log(body.access_token);
