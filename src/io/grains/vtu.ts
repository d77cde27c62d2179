import { toBase64 } from '../../core/index.js';

/** Polygons with fields, for ParaView. */
export interface PolygonMesh {
  /** (vertices, 3) */
  vertices: Float64Array;
  /** Polygon i has the vertices `items[start[i]] … items[start[i + 1] − 1]`. */
  start: Int32Array;
  items: Int32Array;
  /** (polygons) each. */
  fields: Readonly<Record<string, Float64Array | Int32Array | Uint8Array>>;
}

const NAMES: Record<string, string> = { Float64Array: 'Float64', Int32Array: 'Int32', Uint8Array: 'UInt8' };
const POLYGON = 7;

/** Writes polygons as VTK's unstructured grid in XML, arrays as base64. */
export function formatVtu(mesh: PolygonMesh): string {
  const n = mesh.start.length - 1;
  const array = (name: string, values: ArrayBufferView & { length: number }, components = 1): string => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const block = new Uint8Array(4 + bytes.length);
    new DataView(block.buffer).setUint32(0, bytes.length, true);
    block.set(bytes, 4);
    return `<DataArray type="${NAMES[values.constructor.name]}" Name="${name.replace(/[<>&"]/g, '_')}" NumberOfComponents="${components}" format="binary">${toBase64(block)}</DataArray>`;
  };
  return [
    '<?xml version="1.0"?>',
    '<VTKFile type="UnstructuredGrid" version="0.1" byte_order="LittleEndian" header_type="UInt32">',
    `<UnstructuredGrid><Piece NumberOfPoints="${mesh.vertices.length / 3}" NumberOfCells="${n}">`,
    `<Points>${array('position', mesh.vertices, 3)}</Points>`,
    `<Cells>${array('connectivity', mesh.items)}${array('offsets', mesh.start.slice(1))}${array('types', new Uint8Array(n).fill(POLYGON))}</Cells>`,
    `<CellData>${Object.entries(mesh.fields)
      .map(([name, values]) => array(name, values))
      .join('')}</CellData>`,
    '</Piece></UnstructuredGrid></VTKFile>',
    '',
  ].join('\n');
}
