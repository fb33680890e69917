export declare const REPORT_PAGE = "report.html";
export declare const FIGURES = "figures";
/** The files of a figure that is called `name`. */
export declare function filesOfFigure(name: string): string[];
/** The names of the files that a folder's report has, as far as they are there. */
export declare function listReportFiles(folder: string): Promise<string[]>;
