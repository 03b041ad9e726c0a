export const home = {
  greeting: "Hello, {{name}}",
} as const;
