// asc: --sharedMemory --maximumMemory 65536
// The trainer over shared memory, for several threads.
export * from './_nep-train.as';
