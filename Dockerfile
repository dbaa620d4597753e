# Debian, not Alpine: the WebAssembly engine and its memory were tested with glibc. Another Node: --build-arg NODE=24-bookworm-slim
ARG NODE=20-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY .ci/notices.mjs .ci/
COPY src src
RUN npm run build

FROM node:${NODE}
LABEL org.opencontainers.image.title="sendplan" \
      org.opencontainers.image.description="Plans e-mail campaigns against the capacity you really have." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
# The built program holds its libraries: nothing is installed here.
COPY --from=build /build/package.json /opt/sendplan/
COPY --from=build /build/dist /opt/sendplan/dist
COPY LICENSE /opt/sendplan/
RUN ln -s /opt/sendplan/dist/cli.js /usr/local/bin/sendplan
# The user "node" of the base image, as a number, so that runAsNonRoot can tell.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["sendplan"]
CMD ["--help"]
