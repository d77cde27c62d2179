const importLibrary = () => import('ml-matrix');

export type MatrixLibrary = Awaited<ReturnType<typeof importLibrary>>;

let loading: Promise<MatrixLibrary> | undefined;

/** ml-matrix, loaded with the first work that needs it: that takes longer than the discharge of a virtual cell. */
export function loadMatrixLibrary(): Promise<MatrixLibrary> {
  loading ??= importLibrary();
  return loading;
}
