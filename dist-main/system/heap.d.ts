/**
 * Has garbage collected soon. By default the heap may grow to some four times what lives in it before the old is looked
 * through, and what is new is left for 16 MiB: tens of MiB more in a long stream than in a short one. Costs one percent of the
 * time where little of what is new stays, as in tagging, and more elsewhere. It holds for the rest of the process.
 */
export declare function keepHeapSmall(): void;
