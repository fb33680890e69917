/**
 * @file Text that is drawn again and again in the same place of a terminal.
 *
 * The cursor rests below what is drawn and nothing of the terminal stays changed, so that a command can be ended at any
 * moment. Lines are cut by the terminal and never wrap. Where a terminal puts lines whose width has changed differs, so
 * after a change of its size the screen is cleared; what has scrolled off it stays.
 */
import type { Output } from '../io.ts';
export interface Screen {
    /** Draws over what was drawn before; does nothing where that is the same. What is not our own has gone through `escapeLine`. */
    draw(text: string): void;
    /** Whether the terminal's size has changed since. */
    isResized(): boolean;
}
export declare function createScreen(output: Output): Screen;
