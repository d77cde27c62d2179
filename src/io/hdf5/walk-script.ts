/**
 * What the thread runs, as JavaScript text, since a thread of a library that is bundled has no file of its own: it gives
 * the whole of an HDF5 file as plain objects. Memory of the HDF5 library grows up to a limit; then its own error for "no
 * memory" is the answer.
 */
export const WALK_SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + 65536 * pages > workerData.bytes) throw new RangeError('it needs more memory than allowed');
  return grow.call(this, pages);
};
const plain = (value) =>
  typeof value === 'bigint' ? Number(value)
  : ArrayBuffer.isView(value) ? Float64Array.from(value, Number)
  : Array.isArray(value) ? value.map(plain)
  : value === undefined ? null : value;
const attributesOf = (of) => {
  const found = {};
  for (const key of Object.keys(of.attrs)) found[key] = plain(of.attrs[key].value);
  return found;
};
const start = import(workerData.library).then(async (h5) => {
  const { FS, activate_throwing_error_handler } = await h5.ready;
  activate_throwing_error_handler();
  return { h5, FS };
});
parentPort.on('message', async (bytes) => {
  try {
    const { h5, FS } = await start;
    FS.writeFile('/file.h5', bytes);
    const file = new h5.File('/file.h5', 'r');
    let objects = 0;
    let values = 0;
    const walk = (group, depth) => {
      const out = { path: group.path, attributes: attributesOf(group), groups: {}, datasets: {} };
      for (const name of group.keys()) {
        if (++objects > workerData.objects) throw new RangeError('it holds more than ' + workerData.objects + ' objects');
        let child;
        try { child = group.get(name); } catch { continue; }
        if (child?.type === 'Group') {
          if (depth >= workerData.depth) throw new RangeError('its groups lie more than ' + workerData.depth + ' deep');
          out.groups[name] = walk(child, depth + 1);
        } else if (child?.type === 'Dataset') {
          const shape = (child.shape ?? []).map(Number);
          const size = shape.reduce((a, b) => a * b, 1);
          const read = size <= workerData.largest;
          if (read) values += size;
          if (!(values <= workerData.values)) throw new RangeError('it holds more than ' + workerData.values + ' values');
          out.datasets[name] = { path: child.path, attributes: attributesOf(child), shape, value: read ? plain(child.value) : null };
        }
      }
      return out;
    };
    const tree = walk(file, 0);
    file.close();
    FS.unlink('/file.h5');
    parentPort.postMessage({ tree });
  } catch (error) {
    parentPort.postMessage({ failed: String(error?.message ?? error) });
  }
});
`;
