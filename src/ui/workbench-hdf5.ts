/** The HDF5 library: large, and needed only by who brings such a file. */
export { File, ready } from 'h5wasm';
