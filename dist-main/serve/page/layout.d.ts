export declare function renderPage(): string;
