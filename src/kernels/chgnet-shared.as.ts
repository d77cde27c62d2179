// asc: --sharedMemory --maximumMemory 65536
// The same over shared memory, for several threads.
export * from './_chgnet.as';
