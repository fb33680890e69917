/**
 * @file The devices that the arithmetic can run on, by name.
 */
export declare const DEVICES: readonly ["cpu", "cuda", "webgpu"];
export type Device = (typeof DEVICES)[number];
