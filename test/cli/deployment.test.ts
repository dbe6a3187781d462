/** The command and the files of a deployment. */
import assert from 'node:assert/strict';
import { dagperf, folderOf, removeFolders } from './command.ts';

after(removeFolders);

describe('dagperf check: the deployment', () => {
  it('goes on where a file of the deployment is broken, and says where', async () => {
    const folder = folderOf({ 'a.py': 'x = 1\n', 'compose.yml': 'services: [\n' });
    const { code, err } = await dagperf(folder, ['check']);
    assert.equal(code, 0);
    assert.match(err, /^dagperf: note: compose\.yml:2:1: broken YAML: /m);
  });
});
