// JSON Web Tokens signed with HS256. Checked ones are remembered, since the
// same token comes with every request.

import {createHmac, timingSafeEqual} from 'node:crypto';

const most = 20_000;
const leeway = 5;

/** A function from a token to {id, role, name}, or to nothing. */
export function tokenReader(secret) {
  const known = new Map();

  function check(token) {
    const [head, body, signature, more] = token.split('.');
    if (!signature || more !== undefined)
      return;
    const mac = createHmac('sha256', secret).update(`${head}.${body}`).digest();
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== mac.length || !timingSafeEqual(given, mac))
      return;
    if (JSON.parse(Buffer.from(head, 'base64url')).alg !== 'HS256')
      return;
    const {sub, role, name, exp = Infinity} =
      JSON.parse(Buffer.from(body, 'base64url'));
    if (typeof sub !== 'string' || !role)
      return;
    return {who: {id: sub, role, name}, until: (exp + leeway) * 1000};
  }

  return token => {
    if (typeof token !== 'string')
      return;
    let found = known.get(token);
    if (!found) {
      try {
        found = check(token);
      } catch {
        return;
      }
      if (!found)
        return;
      if (known.size >= most)
        known.delete(known.keys().next().value);
      known.set(token, found);
    }
    return found.until > Date.now() ? found.who : undefined;
  };
}
