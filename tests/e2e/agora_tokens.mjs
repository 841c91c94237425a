// Reads tokens for channels of Agora's, with Agora's own packages.

import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const {AccessToken2} = require('agora-token/src/AccessToken2');
const {AccessToken} = require('agora-access-token/src/AccessToken');

/** `007…`: what it grants, after its signature was found to be good. */
function read007(text, app) {
  const token = new AccessToken2();
  assert.ok(token.from_string(text), `${text} is no token`);
  const [rtc] = token.services;
  // The package signs again what it has read.
  const signed = Buffer.from(token.__signature);
  token.appCertificate = app.AGORA_APP_CERTIFICATE;
  const again = new AccessToken2();
  assert.ok(again.from_string(token.build()));
  assert.deepEqual(Buffer.from(again.__signature), signed);
  return {appId: `${token.appId}`, channel: `${rtc.__channel_name}`,
          uid: `${rtc.__uid}`, issuedAt: token.issueTs,
          expiresAt: token.issueTs + token.expire,
          privileges: Object.keys(rtc.__privileges).map(Number)};
}

/** `006…`: of the channel it holds a checksum only, so it is given. */
function read006(text, app, channel) {
  const token = new AccessToken(app.AGORA_APP_ID, app.AGORA_APP_CERTIFICATE,
    channel, 0);
  assert.ok(token.fromString(text), `${text} is no token`);
  assert.equal(token.build(), text);
  const ends = Object.values(token.messages);
  assert.equal(new Set(ends).size, 1);
  return {appId: text.slice(3, 35), channel, uid: token.uid,
          expiresAt: ends[0],
          privileges: Object.keys(token.messages).map(Number)};
}

/** A good token of `app` for uid 0 of `channel`, for an hour from now. */
export function assertToken(text, app, channel) {
  const read = text.startsWith('006') ? read006 : read007;
  const {privileges, expiresAt, ...token} = read(text, app, channel);
  assert.equal(token.appId, app.AGORA_APP_ID);
  assert.equal(token.channel, channel);
  assert.equal(token.uid, '');
  // To join, and to publish what one hears and sees.
  assert.deepEqual(privileges, [1, 2, 3, 4]);
  const left = expiresAt - Date.now() / 1000;
  assert.ok(left > 3590 && left <= 3601, `good for ${left} s`);
  return expiresAt;
}
