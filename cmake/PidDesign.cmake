# SPDX-License-Identifier: GPL-2.0-only
#
# add_pid_design(NAME [WHOLE] OUTPUT dir SOURCES file.c...)
#   builds the design library dir/NAME.so: the sources, written against
#   model/include, and the model core. WHOLE: as one program, if PIDFDSIM_WHOLE is on.
#   And dir/deep/NAME.so, the same with every access to memory told to the host, for the explorer.
function(add_pid_design name)
	cmake_parse_arguments(ARG "WHOLE" "OUTPUT" "SOURCES" ${ARGN})
	set(target design_${name})
	pid_library(${target} ${name} ${ARG_OUTPUT} ${ARG_SOURCES})
	target_compile_options(${target} PRIVATE ${MODEL_FLAGS})
	if(ARG_WHOLE AND PIDFDSIM_WHOLE)
		# as libraries the core's objects come behind the design's
		target_link_libraries(${target} PRIVATE $<TARGET_OBJECTS:model_core_whole>)
		target_compile_options(${target} PRIVATE -flto)
		target_link_options(${target} PRIVATE -flto=auto -Wl,-z,muldefs
			-Wno-lto-type-mismatch)	# a table of the design may be longer
	else()
		pid_library_core(${target} core_weak ${MODEL_CORE_WEAK})
	endif()
	pid_library(${target}_deep ${name} ${ARG_OUTPUT}/deep ${ARG_SOURCES})
	target_compile_options(${target}_deep PRIVATE ${DEEP_FLAGS} ${DEEP_TOUCH})
	target_link_options(${target}_deep PRIVATE -Wl,--wrap=memcpy,--wrap=memmove
		-Wl,--wrap=memset,--wrap=memcmp,--wrap=strlen,--wrap=strnlen,--wrap=strcmp)
	pid_library_core(${target}_deep core_deep ${MODEL_CORE_DEEP})
	add_dependencies(${target} ${target}_deep)
endfunction()

# one flavour of a design: target, file name, folder, sources
function(pid_library target name dir)
	add_library(${target} MODULE ${ARGN})
	target_include_directories(${target} PRIVATE ${MODEL_DIR}/include)
	target_link_options(${target} PRIVATE
		-Wl,-Bsymbolic
		-Wl,--version-script=${MODEL_DIR}/design.map
		-Wl,-T,${MODEL_DIR}/image.ld
		-Wl,-z,defs -Wl,-z,now -Wl,-z,norelro)
	set_property(TARGET ${target} APPEND PROPERTY
		LINK_DEPENDS ${MODEL_DIR}/design.map ${MODEL_DIR}/image.ld)
	set_target_properties(${target} PROPERTIES
		PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${dir})
endfunction()

# the core that goes with it: name of its target, its file
function(pid_library_core target core object)
	add_dependencies(${target} model_${core})
	target_sources(${target} PRIVATE ${object})
	set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
	set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${object})
endfunction()
