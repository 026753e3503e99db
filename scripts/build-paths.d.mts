export const ROOT: string;
export const LAMBDA: string[];
export const METAFILE: string;
