// An OpenID provider that others wrote (oidc-provider), as a platform for the tests.
//
// usage: node oidc.mjs CONFIG.json     prints "ready ISSUER" once it listens, and "revoked SUB" for each access token that is.
// CONFIG: {"clients": [...], "accounts": {login: {sub, preferred_username, name}}, "port": 0 for any free one}
// A login_hint logs in without a person; "deny" (or any unknown login) answers access_denied.
import fs from 'node:fs';
import http from 'node:http';
import { Provider } from 'oidc-provider';

const config = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const accounts = new Map(Object.entries(config.accounts));
const bySub = new Map([...accounts.values()].map((account) => [account.sub, account]));

// The issuer contains the port: the socket comes first, so that the system may choose it.
const server = http.createServer();
server.listen(config.port ?? 0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on('request', serve(issuer));
  console.log(`ready ${issuer}`);
});

function serve(issuer) {
  const provider = new Provider(issuer, {
    clients: config.clients,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    scopes: ['openid', 'profile'],
    findAccount: (_ctx, id) => (bySub.has(id) ? { accountId: id, claims: () => bySub.get(id) } : undefined),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['of this peer alone'] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      // Clients that ask for bound tokens must prove each use freshly (RFC 9449, section 8).
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 'of this peer'), requireNonce: () => true },
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Session: 3600, Grant: 3600, Interaction: 600 },
  });
  for (const event of ['server_error', 'authorization.error', 'grant.error', 'userinfo.error'])
    provider.on(event, (...args) => {
      const error = args.find((arg) => arg instanceof Error);
      console.error(event, error?.message, error?.error_description ?? '');
    });
  provider.on('access_token.destroyed', (token) => console.log(`revoked ${token.accountId}`));
  const callback = provider.callback();
  return (request, response) =>
    request.url.startsWith('/interaction/') ? interact(provider, request, response) : callback(request, response);
}

async function interact(provider, request, response) {
  try {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    const result =
      prompt.name === 'login' ? login(params.login_hint) : await consent(provider, prompt.details, params, session, grantId);
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    response.statusCode = 400;
    response.end(String(error.message));
  }
}

function login(hint) {
  const account = accounts.get(hint);
  return account
    ? { login: { accountId: account.sub } }
    : { error: 'access_denied', error_description: '<b>the user said no</b>' };
}

async function consent(provider, details, params, session, grantId) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (details.missingOIDCScope) grant.addOIDCScope(details.missingOIDCScope.join(' '));
  if (details.missingOIDCClaims) grant.addOIDCClaims(details.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {}))
    grant.addResourceScope(resource, scopes.join(' '));
  return { consent: { grantId: await grant.save() } };
}
