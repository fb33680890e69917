/**
 * @file The figures of a corpus: which there are, by the names of their files.
 */
import type { CorpusDescription } from '../../corpus/description.ts';
import type { NamedFigure } from '../render.ts';
import type { Theme } from '../theme.ts';
import type { TypeName } from '../words.ts';
/** Every figure that a corpus has something to show in. */
export declare function corpusFigures(corpus: CorpusDescription, typeName: TypeName, theme: Theme): NamedFigure[];
