import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { readSettings } from './settings.mjs';
import { checkSettings } from './settings-check.mjs';

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

/** What a start with these variables is refused with; the processes inherit them, as from a shell. */
async function refusal(variables) {
  Object.assign(process.env, variables);
  const { problem } = await checkSettings(readSettings(variables, '/there'), variables);
  return problem;
}

test('what the documentation lists is taken, and an empty variable counts as left out', async () => {
  assert.equal(
    await refusal({
      NTM_LOG_LEVEL: 'debug',
      NTM_METRICS_TOKEN: '',
      NTM_REALM_DOMAIN: 'fleet.example',
      NTM_DEMO: 'yes',
      NTM_DEMO_NODES: '7',
    }),
    undefined,
  );
});

test('a level that is none is refused with those there are, in one sentence', async () => {
  assert.equal(
    await refusal({ NTM_LOG_LEVEL: 'loud' }),
    'NTM_LOG_LEVEL is "loud", which is not one of fatal, error, warn, info, debug, trace, silent. Correct it, or leave it out.',
  );
});

test("settings of the console and of the demonstration are checked beside the coordinator's", async () => {
  const said = await refusal({
    NTM_OIDC_ISSUER: 'https://login.example',
    NTM_DEMO_NODES: '0',
    NTM_IPV4_POOL: '198.18.0.1/15',
  });
  const lines = said.split('\n');
  assert.equal(lines.length, 3, said);
  assert.match(said, /^NTM_IPV4_POOL is "198\.18\.0\.1\/15"/m);
  assert.match(said, /^NTM_OIDC_ISSUER, NTM_OIDC_CLIENT_ID and NTM_OIDC_CLIENT_SECRET go together/m);
  assert.match(said, /^NTM_DEMO_NODES is "0"/m);
});

test('settings of a demonstration that does not run are refused by nobody', async () => {
  assert.equal(await refusal({ NTM_DEMO: '0', NTM_DEMO_NODES: '0' }), undefined);
});

test("each of the console's own settings is named in a sentence", async () => {
  const said = await refusal({ NTM_OIDC_ISSUER: 'login.example', NEXTAUTH_SECRET: 'short' });
  for (const name of ['NTM_OIDC_ISSUER', 'NEXTAUTH_SECRET'])
    assert.match(said, new RegExp(`^${name} cannot be used: `, 'm'));
  assert.doesNotMatch(said, /\n\s+at /);
});
