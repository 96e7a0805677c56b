// A certified OpenID provider with the settings of the lab. Prints one JSON line when it answers, then serves.
//
//   node openid-provider.mjs <port> <redirect URI> <introspection secret> <secret of the applications> [<victim>]
//
// With a victim, the issuer of another one, it is an attacker's: its authorization endpoint sends people on to the
// victim's, with all that they came with (RFC 9700, section 4.4.1). It tells what it was asked on standard error, without
// parameters.
//
// Anybody may sign in under any e-mail address, with any password: the login form is the library's own. Tokens of an
// address that begins with `expired` ended a minute ago, whatever the answer that brings them promises. The refresh
// token of an address that begins with `rotates` changes with each use.

import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';

// The test run says where npm put the packages.
const require = createRequire(`${process.env.E2E_NODE_MODULES ?? import.meta.dirname}/`);
const { Provider } = await import(require.resolve('oidc-provider'));

const [port, redirectUri, introspectionSecret, applicationSecret, victim] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

// Of this run: two providers must not take each other's tokens.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', kid: `lab-${port}`, use: 'sig' };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'greencheck',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', DEVICE_CODE],
    },
    {
      // Somebody's own application.
      client_id: 'greencheck-own',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    {
      client_id: 'greencheck-confidential',
      client_secret: applicationSecret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
    },
    {
      // It signs in as itself.
      client_id: 'greencheck-app',
      client_secret: applicationSecret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
    },
    {
      client_id: 'dovecot',
      client_secret: introspectionSecret,
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
  ],
  clientBasedCORS: () => true,
  // Cookies know no ports: a second provider on this machine has others.
  cookies: {
    names: {
      interaction: `interaction_${port}`,
      resume: `resume_${port}`,
      session: `session_${port}`,
    },
  },
  jwks: { keys: [key] },
  pkce: { required: (_ctx, client) => client.grantTypeAllowed('authorization_code') },
  scopes: ['openid', 'email', 'mail', 'offline_access'],
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientId === 'dovecot' },
    revocation: { enabled: true },
  },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, email: sub }) }),
  // Nobody is behind the token of an application that signs in as itself; its mailbox has a name all the same.
  extraTokenClaims: (_ctx, token) => ({
    email: token.kind === 'ClientCredentials' ? 'app@lab.test' : token.accountId,
  }),
  revokeGrantPolicy: (ctx) => ctx.oidc.route !== 'revocation',
  rotateRefreshToken: (ctx) => ctx.oidc.entities.RefreshToken.accountId.startsWith('rotates'),
  ttl: {
    AccessToken(_ctx, token) {
      if (token.accountId.startsWith('expired')) token.exp = Math.floor(Date.now() / 1000) - 60;
      return 600;
    },
    AuthorizationCode: 60,
    ClientCredentials: 600,
    DeviceCode: 600,
    Grant: 600,
    IdToken: 600,
    Interaction: 600,
    RefreshToken: 600,
    Session: 600,
  },
});

// By itself the library ends all tokens of a sign-in with its refresh token, and a check could not go on.
for (const model of [provider.AccessToken, provider.AuthorizationCode, provider.RefreshToken]) {
  const revokeByGrantId = model.revokeByGrantId.bind(model);
  model.revokeByGrantId = async (grantId) => {
    if (Provider.ctx?.oidc.route !== 'revocation') await revokeByGrantId(grantId);
  };
}

if (victim) {
  provider.use(async (ctx, next) => {
    console.error(`asked: ${ctx.method} ${ctx.path}`);
    if (ctx.path === '/auth') ctx.redirect(`${victim}/auth${ctx.search}`);
    else await next();
  });
}

provider.on('server_error', (_ctx, error) => console.error(error));

provider.listen(Number(port), '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, issuer }));
});
