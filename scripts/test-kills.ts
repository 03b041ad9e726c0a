await import("./kills/main.ts");

export {};
