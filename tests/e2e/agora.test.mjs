// The vectors that tests/media holds our tokens against are what Agora's own
// packages give, byte for byte once inflated: zlib's versions compress
// differently.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inflateSync} from 'node:zlib';

import {makeVectors, readVectors} from './agora_vectors.mjs';

function comparable({version, token, ...c}) {
  const bytes = Buffer.from(token.slice(3), 'base64');
  const content = version === '007' ? inflateSync(bytes).toString('hex') : token;
  return {version, ...c, content};
}

test('the vectors are what the packages of Agora make', () => {
  assert.deepEqual(readVectors().map(comparable), makeVectors().map(comparable));
});
