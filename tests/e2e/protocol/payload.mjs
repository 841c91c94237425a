// Packets of Engine.IO and how they travel, for revisions 4 and 3. A packet is
// text with its type digit in front, or a Buffer: the content of a binary
// message.

const separator = '\x1e';

function textPacket4(packet) {
  return typeof packet === 'string' ? packet
    : `b${packet.toString('base64')}`;
}

function textPacket3(packet) {
  return typeof packet === 'string' ? packet
    : `b4${packet.toString('base64')}`;
}

function fromText(text, prefix) {
  return text.startsWith(prefix)
    ? Buffer.from(text.slice(prefix.length), 'base64') : text;
}

/** `<length>:<packet>`, the length in UTF-16 code units. */
function decodeText3(text) {
  const packets = [];
  for (let at = 0; at < text.length;) {
    const colon = text.indexOf(':', at);
    const length = Number(text.slice(at, colon));
    if (colon < 0 || !Number.isInteger(length))
      throw new Error(`no payload of revision 3: ${text.slice(at, at + 80)}`);
    packets.push(fromText(text.slice(colon + 1, colon + 1 + length), 'b4'));
    at = colon + 1 + length;
  }
  return packets;
}

/** 0 or 1, digits as bytes, 255, then the packet in that many bytes. */
function decodeBinary3(bytes) {
  const packets = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(255, at);
    if (end < 0)
      throw new Error('a binary payload of revision 3 without an end');
    const length = Number([...bytes.subarray(at + 1, end)].join(''));
    const packet = bytes.subarray(end + 1, end + 1 + length);
    if (bytes[at] === 1 && packet[0] !== 4)
      throw new Error('a binary packet that is no message');
    packets.push(bytes[at] === 1 ? packet.subarray(1) : packet.toString());
    at = end + 1 + length;
  }
  return packets;
}

export const revisions = {
  4: {
    encode: packets => packets.map(textPacket4).join(separator),
    decode: (bytes, type) => {
      if (type.startsWith('application/octet-stream'))
        throw new Error('revision 4 has no binary payloads');
      return bytes.toString().split(separator).map(p => fromText(p, 'b'));
    },
    toFrame: packet => packet,
    fromFrame: packet => packet,
  },
  3: {
    encode: packets => packets.map(textPacket3)
      .map(text => `${text.length}:${text}`).join(''),
    decode: (bytes, type) => type.startsWith('application/octet-stream')
      ? decodeBinary3(bytes) : decodeText3(bytes.toString()),
    toFrame: packet => typeof packet === 'string' ? packet
      : Buffer.concat([Buffer.of(4), packet]),
    fromFrame: packet => {
      if (typeof packet === 'string')
        return packet;
      if (packet[0] !== 4)
        throw new Error('a binary frame that is no message');
      return packet.subarray(1);
    },
  },
};
