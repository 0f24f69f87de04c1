// A plain OAuth 2 platform that others wrote (express-oauth-server): opaque tokens, PKCE, no OpenID Connect, no look-ups.
//
// usage: node oauth2.mjs CONFIG.json     prints "ready URL" once it listens, and each token that it issues as "issued TOKEN".
// CONFIG: {"client": {id, secret, redirectUri}, "users": {login: {id, username}}}
// "user" in the authorization request says who is signed in there.
import fs from 'node:fs';
import express from 'express';
import OAuthServer from '@node-oauth/express-oauth-server';

const config = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const client = {
  id: config.client.id,
  secret: config.client.secret,
  redirectUris: [config.client.redirectUri],
  grants: ['authorization_code', 'refresh_token'],
};
const codes = new Map();
const accessTokens = new Map();

const model = {
  getClient: async (id, secret) => (id === client.id && (secret == null || secret === client.secret) ? client : false),
  saveAuthorizationCode: async (code, forClient, user) => {
    const saved = { ...code, client: forClient, user };
    codes.set(code.authorizationCode, saved);
    return saved;
  },
  getAuthorizationCode: async (code) => codes.get(code),
  revokeAuthorizationCode: async (code) => codes.delete(code.authorizationCode),
  saveToken: async (token, forClient, user) => {
    const saved = { ...token, client: forClient, user };
    accessTokens.set(token.accessToken, saved);
    for (const issued of [token.accessToken, token.refreshToken]) if (issued) console.log(`issued ${issued}`);
    return saved;
  },
  getAccessToken: async (token) => accessTokens.get(token),
  validateScope: async (_user, _client, scope) => scope ?? ['read'],
  verifyScope: async () => true,
};

const app = express();
const oauth = new OAuthServer({ model });
app.use(express.urlencoded({ extended: false }));
const signedIn = { handle: (request) => config.users[request.query.user] };
app.get('/authorize', oauth.authorize({ authenticateHandler: signedIn }));
app.post('/token', oauth.token());
app.get('/me', oauth.authenticate(), (_request, response) => response.json(response.locals.oauth.token.user));
const server = app.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}`));
