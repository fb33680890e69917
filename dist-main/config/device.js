/**
 * @file The devices that the arithmetic can run on, by name.
 */
export const DEVICES = ['cpu', 'cuda', 'webgpu'];
