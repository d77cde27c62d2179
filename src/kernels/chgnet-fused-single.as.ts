// asc: --maximumMemory 65536 --enable relaxed-simd
// With fused multiply-add, for engines that have it: faster, and the last bits are those of the machine.
export * from './_chgnet.as';
