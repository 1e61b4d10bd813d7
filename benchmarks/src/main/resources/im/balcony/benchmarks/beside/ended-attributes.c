/*
 * Kamailio's module reads the attributes of an element up to an empty name. Expat ends them with a null pointer, so the first element
 * that has one brings it down. Loaded before libexpat, this gives the module a list that ends as it expects.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

#define MOST 128

typedef void (*element_start)(void *user, const char *name, const char **attributes);
typedef void (*element_end)(void *user, const char *name);
typedef void (*set_handler)(void *parser, element_start start, element_end end);

static element_start module_start;

static void start(void *user, const char *name, const char **attributes) {
  const char *ended[MOST + 2];
  int count = 0;
  while (attributes != NULL && attributes[count] != NULL && count < MOST) {
    ended[count] = attributes[count];
    count++;
  }
  ended[count] = "";
  ended[count + 1] = NULL;
  module_start(user, name, ended);
}

void XML_SetElementHandler(void *parser, element_start begin, element_end end) {
  /* The module keeps libexpat to itself, so it is not the next library in the order of symbols. */
  set_handler real = (set_handler) dlsym(dlopen("libexpat.so.1", RTLD_NOW), "XML_SetElementHandler");
  module_start = begin;
  real(parser, begin == NULL ? NULL : start, end);
}
