export interface SemanticType {
    /** Unique identifier: `T047`. */
    readonly tui: string;
    /** `dsyn` */
    readonly abbreviation: string;
    /** `Disease or Syndrome` */
    readonly name: string;
    /** `B2.2.1.2.1` */
    readonly treeNumber: string;
    /** The TUI of the type that it is a kind of; the roots T071 (Entity) and T051 (Event) have none. */
    readonly parent: string | undefined;
    /** The abbreviation of its semantic group: `DISO`. */
    readonly group: string;
    /** Steps from the root: 0 for a root. The deeper, the more specific. */
    readonly depth: number;
}
export interface SemanticGroup {
    /** `DISO` */
    readonly abbreviation: string;
    /** `Disorders` */
    readonly name: string;
    /** The TUIs of its types. */
    readonly types: readonly string[];
}
/** What can be asked whether it holds a type: a set, a map, a label set's types. */
export interface TypeSet {
    has(type: string): boolean;
}
/** All types, by TUI. */
export declare const semanticTypes: readonly SemanticType[];
/** All groups, by abbreviation. */
export declare const semanticGroups: readonly SemanticGroup[];
/**
 * The 21 types of MedMentions ST21pv, which cover what helps to find documents (Mohan and Li 2019, "MedMentions: A
 * Large Biomedical Corpus Annotated with UMLS Concepts", section 3.2). No one of them lies under another.
 */
export declare const ST21PV: readonly string[];
/** A type by its TUI; undefined for what is no type of the network. */
export declare function semanticType(tui: string): SemanticType | undefined;
/** The group of a type; undefined for what is no type of the network. */
export declare function groupOf(tui: string): SemanticGroup | undefined;
/** A group by its abbreviation (`DISO`); undefined for what is none. */
export declare function semanticGroup(abbreviation: string): SemanticGroup | undefined;
/** The TUI of the parent; undefined for a root and for what is no type of the network. */
export declare function parentOf(tui: string): string | undefined;
/** The TUIs of all ancestors, the parent first and the root last; none for what is no type of the network. */
export declare function ancestorsOf(tui: string): string[];
/** Whether `tui` is a kind of `ancestor`, and not the same. */
export declare function isAncestor(ancestor: string, tui: string): boolean;
/** Steps from the root: 0 for a root; undefined for what is no type of the network. */
export declare function depthOf(tui: string): number | undefined;
/** The first ancestor that is among `types`; the type itself is not looked for. */
export declare function nearestAncestor(tui: string, types: TypeSet): string | undefined;
/** What people call a type: its name, or a group's for the abbreviation of one; undefined for a corpus' own class. */
export declare function typeName(type: string): string | undefined;
/** A type as people are shown it: `T047 Disease or Syndrome`; a corpus' own class stays as it is. */
export declare function namedType(type: string): string;
