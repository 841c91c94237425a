// Tokens that Agora's own packages make for a fixed time and salt, as cases for
// tests/media. --write puts them into tests/media/agora_vectors.json.

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';

const require = createRequire(import.meta.url);
const file = fileURLToPath(
  new URL('../media/agora_vectors.json', import.meta.url));
const signs = 'aZ09 !#$%&()+-:;<=.>?@[]^_{}|~,';
const uids = ['', '1', '4294967295', 'user-7', 'ज्योतिष', 'x'.repeat(255)];

/** Math.random() and the clock stand still while `make` runs. */
function frozen(issuedAt, chance, make) {
  const {random} = Math;
  const RealDate = Date;
  try {
    Math.random = () => chance;
    globalThis.Date = class extends RealDate {
      constructor() {
        super(issuedAt * 1000);
      }
    };
    return make();
  } finally {
    Math.random = random;
    globalThis.Date = RealDate;
  }
}

// The packages' own users give a number for 0, and a text for an account.
const as_uid = uid => uid === '' ? 0 : uid;

function token007(c) {
  const {RtcRole, RtcTokenBuilder} = require('agora-token');
  const role = c.publisher ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER;
  return frozen(c.issuedAt, (c.salt - 0.5) / 99999999,
    () => RtcTokenBuilder.buildTokenWithUid(c.appId, c.certificate, c.channel,
      as_uid(c.uid), role, c.lifetime, c.lifetime));
}

function token006(c) {
  // This package draws its salt once, when it is loaded.
  for (const name of Object.keys(require.cache))
    if (name.includes('/agora-access-token/'))
      delete require.cache[name];
  return frozen(c.issuedAt, (c.salt + 0.5) / 0xFFFFFFFF, () => {
    const {RtcRole, RtcTokenBuilder} = require('agora-access-token');
    const role = c.publisher ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER;
    return RtcTokenBuilder.buildTokenWithAccount(c.appId, c.certificate,
      c.channel, as_uid(c.uid), role, c.issuedAt + c.lifetime);
  });
}

function describe(i) {
  const length = 1 + i * 5 % 63;
  const channel = Array.from({length}, (_, k) => signs[(k * 7 + i) % 31]);
  return {
    version: i % 2 ? '006' : '007',
    appId: (i * 0x9e3779b97f4a).toString(16).padStart(32, '0'),
    certificate: (i * 0x85ebca6b).toString(16).padStart(32, 'C'),
    channel: channel.join(''),
    uid: uids[(i >> 1) % uids.length],
    publisher: i % 3 !== 0,
    issuedAt: 1_767_268_800 + i * 86_399,
    lifetime: [3600, 1, 86_400, 61][(i >> 1) % 4],
    salt: i % 2 ? 1 + i * 88_172_645 : 1 + i * 2_081_632,
  };
}

export function makeVectors() {
  return Array.from({length: 48}, (_, i) => {
    const c = describe(i);
    return {...c, token: c.version === '006' ? token006(c) : token007(c)};
  });
}

export function readVectors() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

if (argv[2] === '--write') {
  const lines = makeVectors().map(v => JSON.stringify(v)).join(',\n');
  writeFileSync(file, `[\n${lines}\n]\n`);
}
