// A certified OpenID provider with the settings of the lab. Prints one JSON line when it answers, then serves.
//
//   node openid-provider.mjs <port> <redirect URI> <introspection secret>
//
// Anybody may sign in under any e-mail address, with any password: the login form is the library's own. Tokens of an
// address that begins with `expired` ended a minute ago, whatever the answer that brings them promises.

import { createRequire } from 'node:module';

// The test run says where npm put the packages.
const require = createRequire(`${process.env.E2E_NODE_MODULES ?? import.meta.dirname}/`);
const { Provider } = await import(require.resolve('oidc-provider'));

const [port, redirectUri, secret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'greencheck',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    {
      client_id: 'dovecot',
      client_secret: secret,
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
  ],
  clientBasedCORS: () => true,
  pkce: { required: () => true },
  scopes: ['openid', 'email', 'mail'],
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientId === 'dovecot' },
  },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, email: sub }) }),
  extraTokenClaims: (_ctx, token) => ({ email: token.accountId }),
  ttl: {
    AccessToken(_ctx, token) {
      if (token.accountId.startsWith('expired')) token.exp = Math.floor(Date.now() / 1000) - 60;
      return 600;
    },
    AuthorizationCode: 60,
    Grant: 600,
    IdToken: 600,
    Interaction: 600,
    Session: 600,
  },
});

provider.on('server_error', (_ctx, error) => console.error(error));

provider.listen(Number(port), '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, issuer }));
});
