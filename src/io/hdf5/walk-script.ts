/**
 * What the thread runs, as JavaScript text, since a thread of a library that is bundled has no file of its own: `serve`
 * gives the whole of an HDF5 file as plain objects. Memory of the HDF5 library grows up to a limit; then its own error for
 * "no memory" is the answer.
 */
const WALK = `
const grow = WebAssembly.Memory.prototype.grow;
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
const serve = (limits, library, answer) => {
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + 65536 * pages > limits.bytes) throw new RangeError('it needs more memory than allowed');
    return grow.call(this, pages);
  };
  const start = library().then(async (h5) => {
    const { FS, activate_throwing_error_handler } = await h5.ready;
    activate_throwing_error_handler();
    return { h5, FS };
  });
  return async (bytes) => {
    try {
      const { h5, FS } = await start;
      FS.writeFile('/file.h5', bytes);
      const file = new h5.File('/file.h5', 'r');
      let objects = 0;
      let values = 0;
      const walk = (group, depth) => {
        const out = { path: group.path, attributes: attributesOf(group), groups: {}, datasets: {} };
        for (const name of group.keys()) {
          if (++objects > limits.objects) throw new RangeError('it holds more than ' + limits.objects + ' objects');
          let child;
          try { child = group.get(name); } catch { continue; }
          if (child?.type === 'Group') {
            if (depth >= limits.depth) throw new RangeError('its groups lie more than ' + limits.depth + ' deep');
            out.groups[name] = walk(child, depth + 1);
          } else if (child?.type === 'Dataset') {
            const shape = (child.shape ?? []).map(Number);
            const size = shape.reduce((a, b) => a * b, 1);
            const read = size <= limits.largest;
            if (read) values += size;
            if (!(values <= limits.values)) throw new RangeError('it holds more than ' + limits.values + ' values');
            out.datasets[name] = { path: child.path, attributes: attributesOf(child), shape, value: read ? plain(child.value) : null };
          }
        }
        return out;
      };
      const tree = walk(file, 0);
      file.close();
      FS.unlink('/file.h5');
      answer({ tree });
    } catch (error) {
      answer({ failed: String(error?.message ?? error) });
    }
  };
};
`;

/** For a thread of Node's, whose data are the limits and the library's address. */
export const NODE_SCRIPT = `${WALK}
const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', serve(workerData, () => import(workerData.library), (given) => parentPort.postMessage(given)));
`;

/** For a worker of a page, behind a script that leaves the library as `CermetHdf5`; its first message is the limits. */
export const PAGE_SCRIPT = `${WALK}
onmessage = ({ data: limits }) => {
  const read = serve(limits, async () => CermetHdf5, (given) => postMessage(given));
  onmessage = ({ data: bytes }) => read(bytes);
};
`;
