// Every transcript, both ways: what clients say is understood, what they are
// told is what stands there.

import assert from 'node:assert/strict';
import {readdir} from 'node:fs/promises';
import {after, before, describe, it} from 'node:test';
import {createCallWorld} from './calls.mjs';
import {root, runProgram} from './harness.mjs';
import {Replay, eventsOf, readTranscript} from './transcript.mjs';

const folder = `${root}tests/transcripts`;
const dialects = (await readdir(folder, {withFileTypes: true}))
  .filter(entry => entry.isDirectory()).map(entry => entry.name);

let world;

before(async () => {
  // Short, for the calls that nobody answers.
  world = await createCallWorld(
    {RING_TIMEOUT_SECONDS: '1.5', WEBRTC_RING_TIMEOUT_SECONDS: '1.5'});
});

after(() => world.stop());

for (const dialect of dialects) {
  const files = (await readdir(`${folder}/${dialect}`)).sort();

  describe(`transcripts of ${dialect}`, () => {
    for (const file of files)
      for (const revision of [4, 3])
        it(`${file} by Engine.IO ${revision}`, async () => {
          const replay = new Replay(world, revision);
          try {
            await replay.run(await readTranscript(`${folder}/${dialect}/${file}`));
          } finally {
            replay.stop();
          }
        });

    it('have every event of the dialect', async () => {
      const {stdout} = await runProgram(['tables']);
      const table = JSON.parse(stdout).dialects[dialect];
      const lines = (await Promise.all(files.map(
        file => readTranscript(`${folder}/${dialect}/${file}`)))).flat();
      for (const [direction, names] of [['>', table.in], ['<', table.out]]) {
        const said = new Set(eventsOf(lines, direction));
        assert.deepEqual(names.filter(name => !said.has(name)), []);
      }
    });

    it('notice what differs', async () => {
      const replay = new Replay(world, 4);
      const [maya, comes] = ['maya is a user', 'maya comes'].map((text, i) => {
        const [, who, does, rest] = /^(\w+) (\w+) ?(.*)$/.exec(text);
        return {who, does, text: rest, number: i + 1};
      });
      const ask = {who: 'maya', does: '>', text: '421["sync",{}]', number: 3};
      const hear = {who: 'maya', does: '<', text: '431[{"success":false}]',
                    number: 4};
      try {
        await assert.rejects(replay.run([maya, comes, ask, hear]),
          /line 4: maya was told/);
      } finally {
        replay.stop();
      }
    });
  });
}
